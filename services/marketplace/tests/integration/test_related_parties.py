"""One person in two organisations: no bid, no award and no review between them."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from services.marketplace.tests.builders import Market, a_bid, a_lot

from marketplace.affiliations.orm import RelatedPartiesWindow
from marketplace.affiliations.repository import related_among
from marketplace.bids.orm import Bid
from marketplace.evaluation.orm import Award
from marketplace.orders.orm import Order
from marketplace.reviews.orm import Review
from shared.clocks import read_business_clock
from shared.ids import new_id

PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}
REVIEW = {"rating": 5, "text": "We are so good."}
REFUSED = (409, "related_parties")


def outcome(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def now(market: Market) -> datetime:
    async with market.database.transaction() as session:
        return (await read_business_clock(session)).now()


async def one_lot(market: Market, client: UUID) -> dict[str, Any]:
    return await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])


async def seen_by_the_client(market: Market, client: UUID, tender: dict[str, Any]) -> list[Any]:
    path = f"/tenders/{tender['id']}"
    answers = [await market.get(one, client) for one in (path, f"{path}/bids", "/orders")]
    answers.append(await market.get("/related-purchases", client))
    return [answer.json() for answer in answers] + [await market.announced()]


async def test_one_account_with_two_organisations_does_not_buy_from_itself(
    market: Market,
) -> None:
    """Ring trade from one account: tender, bid, award, completion and five stars to oneself."""
    client, bidder = await market.organisations(2)
    person = await market.tie(client, bidder)
    tender = await one_lot(market, client)
    before = await seen_by_the_client(market, client, tender)
    body = a_bid(tender["lots"][0]["id"])
    refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=bidder)
    assert outcome(refused) == REFUSED
    for word in (person, str(client), str(bidder)):
        assert word not in refused.text
    assert await market.rows(sa.select(Bid.id)) == []
    assert await seen_by_the_client(market, client, tender) == before


async def test_the_client_itself_is_told_that_the_tender_is_its_own(market: Market) -> None:
    client, other = await market.organisations(2)
    await market.tie(client, other)
    tender = await one_lot(market, client)
    body = a_bid(tender["lots"][0]["id"])
    refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=client)
    assert outcome(refused) == (403, "own_tender")


async def test_one_related_partner_taints_the_bid_and_is_not_named(market: Market) -> None:
    client, lead, partner, sound = await market.organisations(4)
    await market.tie(client, partner)
    tender = await one_lot(market, client)
    shares = [{"organisation_id": str(one), "share_percent": 10} for one in (sound, partner)]
    body = a_bid(tender["lots"][0]["id"], partners=shares)
    refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=lead)
    assert outcome(refused) == REFUSED
    assert str(partner) not in refused.text
    assert refused.json()["errors"] == []


async def test_a_partner_that_became_related_cannot_confirm_and_others_can(
    market: Market,
) -> None:
    client, lead, partner, sound = await market.organisations(4)
    tender = await one_lot(market, client)
    shares = [{"organisation_id": str(one), "share_percent": 10} for one in (sound, partner)]
    bid_id = await market.bid(tender, lead, partners=shares)
    await market.tie(client, partner)
    assert outcome(await market.post(f"/bids/{bid_id}/confirmation", by=partner)) == REFUSED
    assert (await market.post(f"/bids/{bid_id}/confirmation", by=sound)).status_code == 200
    assert (await market.get(f"/bids/{bid_id}", lead)).json()["related_parties"] is True


async def test_a_tie_that_began_after_the_bid_stops_the_award_and_only_of_that_bid(
    market: Market,
) -> None:
    client, bidder, rival = await market.organisations(3)
    tender = await one_lot(market, client)
    lot = tender["lots"][0]["id"]
    bid_id = await market.bid(tender, bidder)
    other = await market.bid(tender, rival, price={"amount": "9000.00", "currency": "EUR"})
    before = await seen_by_the_client(market, client, tender)
    await market.tie(client, bidder)
    assert await seen_by_the_client(market, client, tender) == before, "not before the opening"
    await market.opened(tender, client)
    ranked = (await market.get(f"/lots/{lot}/ranking", client)).json()["ranked"]
    assert [(one["bid_id"], one["related_parties"]) for one in ranked] == [
        (bid_id, True),
        (other, False),
    ]
    shown = (await market.get(f"/tenders/{tender['id']}/bids", client)).json()["items"]
    assert {one["id"]: one["related_parties"] for one in shown} == {bid_id: True, other: False}
    assert (
        outcome(await market.post(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)) == REFUSED
    )
    assert await market.rows(sa.select(Award.id)) == []
    assert await market.rows(sa.select(Order.id)) == []
    why = {"bid_id": other, "reason": "The first is a related party."}
    award = await market.done(f"/lots/{lot}/award", why, by=client)
    assert award["orders"][0]["related_parties"] is False
    ranked = (await market.get(f"/lots/{lot}/ranking", rival)).json()["ranked"]
    assert {one["related_parties"] for one in ranked} == {None}, "no business of a rival's"


async def test_a_tie_of_any_member_stops_a_consortiums_award(market: Market) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await one_lot(market, client)
    shares = [{"organisation_id": str(partner), "share_percent": 10}]
    bid_id = await market.bid(tender, lead, partners=shares)
    await market.done(f"/bids/{bid_id}/confirmation", by=partner)
    await market.opened(tender, client)
    await market.tie(client, partner)
    path = f"/lots/{tender['lots'][0]['id']}/award"
    assert outcome(await market.post(path, {"bid_id": bid_id}, by=client)) == REFUSED


async def test_a_tie_that_arrives_after_the_award_marks_the_order_and_stops_the_review(
    market: Market,
) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    path = f"/orders/{order['id']}"
    assert order["related_parties"] is False
    await market.done(f"{path}/confirmation", by=provider)
    person = await market.tie(client, provider)
    for one in order["milestones"]:
        await market.done(f"{path}/milestones/{one['id']}/delivery", by=provider)
        await market.done(f"{path}/milestones/{one['id']}/acceptance", by=client)
    completed = await market.done(f"{path}/completion", by=client)
    assert completed["related_parties"] is True
    marks = {
        kind: data["related_parties"] for kind, data in await market.announced() if "lot_id" in data
    }
    assert marks == {"order.placed": False, "order.confirmed": False, "order.completed": True}
    assert outcome(await market.post(f"{path}/review", REVIEW, by=client)) == REFUSED
    # The mark stays when the tie and its window are long past.
    await market.tie(client, provider, until=await now(market), version=2, person=person)
    await market.move_clock(days=800)
    assert (await market.get(path, client)).json()["related_parties"] is True
    assert outcome(await market.post(f"{path}/review", REVIEW, by=client)) == REFUSED
    assert await market.rows(sa.select(Review.id)) == []


async def test_a_tie_that_arrives_after_the_completion_stops_the_review(market: Market) -> None:
    client, provider, stranger = await market.organisations(3)
    order = await market.completed_order(client, provider)
    path = f"/orders/{order['id']}/review"
    await market.tie(client, provider)
    assert outcome(await market.post(path, REVIEW, by=client)) == REFUSED
    assert outcome(await market.post(path, REVIEW, by=stranger))[0] == 404
    assert (await market.get("/reviews")).json()["items"] == []


async def test_a_tie_that_ended_counts_for_twelve_months_of_the_business_clock(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    started = await now(market)
    person = await market.tie(client)
    await market.tie(bidder, until=started, person=person)
    for days, expected in ((0, 409), (364, 409), (3, 201)):
        await market.move_clock(days=days)
        deadline = await now(market) + timedelta(days=30)
        tender = await market.published_tender(client, deadline=deadline.isoformat())
        body = a_bid(tender["lots"][0]["id"])
        answer = await market.post(f"/tenders/{tender['id']}/bids", body, by=bidder)
        assert answer.status_code == expected, (days, answer.text)


async def test_the_window_is_dated_data_with_its_source(market: Market) -> None:
    client, bidder = await market.organisations(2)
    at = await now(market)
    await market.tie(client, bidder, until=at.replace(year=at.year - 2))
    (row,) = await market.rows(sa.select(RelatedPartiesWindow))
    assert (row[0].months, row[0].checked) == (12, False)
    assert "no law" in row[0].source

    async def related() -> bool:
        async with market.database.transaction() as session:
            found = await related_among(session, organisation_id=client, others={bidder}, now=at)
        return bool(found)

    assert not await related()
    async with market.database.transaction() as session:
        session.add(
            RelatedPartiesWindow(
                id=new_id(), valid_from=at, months=36, source="The board, minutes 7", checked=True
            )
        )
    assert await related()


async def test_whether_two_are_related_is_found_by_index_among_a_hundred_thousand(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    await market.tie(client, bidder)
    async with market.database.transaction() as session:
        await session.execute(
            sa.text(
                "INSERT INTO affiliations (id, version, organisation_id, person, since)"
                " SELECT gen_random_uuid(), 1, gen_random_uuid(),"
                " encode(sha256(int4send(n)), 'hex'), now() FROM generate_series(1, 100000) n"
            )
        )
        await session.execute(sa.text("ANALYZE affiliations"))
        plan = await session.scalars(
            sa.text(
                "EXPLAIN SELECT b.organisation_id, a.until, b.until FROM affiliations a"
                " JOIN affiliations b ON b.person = a.person"
                f" WHERE a.organisation_id = '{client}' AND b.organisation_id IN ('{bidder}')"
            )
        )
        assert "Seq Scan" not in "\n".join(plan)
        found = await related_among(
            session, organisation_id=client, others={bidder, new_id()}, now=await now(market)
        )
    assert found == {bidder}


async def test_no_fact_of_the_marketplace_holds_the_fingerprint(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    person = await market.tie(client, bidder)
    tender = await one_lot(market, client)
    await market.post(f"/tenders/{tender['id']}/bids", a_bid(tender["lots"][0]["id"]), by=bidder)
    assert person not in json.dumps(await market.announced())
