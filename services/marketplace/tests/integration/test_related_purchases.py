"""Purchases within a group: the manager allows them, for good reasons and on record."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from services.marketplace.tests.builders import READ_WRITE, Market, a_bid, a_lot, a_tender

from marketplace.related_purchases.orm import RelatedPurchase
from shared.ids import new_id

LONG_AGO = datetime(2020, 2, 1, tzinfo=UTC)
PATH = "/related-purchases"
PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}
REVIEW = {"rating": 5, "text": "Good."}


async def one_lot(market: Market, client: UUID) -> dict[str, Any]:
    return await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])


def wish(tender: dict[str, Any], provider: UUID, **changes: Any) -> dict[str, Any]:
    return {
        "client_id": tender["client_id"],
        "provider_id": str(provider),
        "tender_id": tender["id"],
        "reason": "The group's own studio is the only one with this machine.",
        **changes,
    }


async def allowed(
    market: Market, cluster: UUID, tender: dict[str, Any], provider: UUID
) -> dict[str, Any]:
    answer = await market.as_manager(cluster, PATH, wish(tender, provider))
    assert answer.status_code == 201, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def listed(market: Market, reader: UUID, **token: Any) -> list[str]:
    answer = await market.get(PATH, headers=market.headers(reader, **token))
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_an_allowed_purchase_goes_through_marked_and_is_never_reviewed(
    market: Market,
) -> None:
    cluster, client, provider = await market.organisations(3)
    await market.tie(client, provider)
    tender = await one_lot(market, client)
    body = a_bid(tender["lots"][0]["id"])
    refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=provider)
    assert refused.json()["code"] == "related_parties"
    permission = await allowed(market, cluster, tender, provider)
    bid_id = await market.bid(tender, provider)
    await market.opened(tender, client)
    lot = tender["lots"][0]["id"]
    award = await market.done(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)
    (order,) = award["orders"]
    assert order["related_parties"] is True
    path = f"/orders/{order['id']}"
    await market.done(f"{path}/confirmation", by=provider)
    for one in order["milestones"]:
        await market.done(f"{path}/milestones/{one['id']}/delivery", by=provider)
        await market.done(f"{path}/milestones/{one['id']}/acceptance", by=client)
    await market.done(f"{path}/completion", by=client)
    review = await market.post(f"{path}/review", REVIEW, by=client)
    assert (review.status_code, review.json()["code"]) == (409, "related_parties")
    orders = [data for kind, data in await market.announced() if kind.startswith("order.")]
    assert {data["related_parties"] for data in orders} == {True}
    (row,) = await market.rows(sa.select(RelatedPurchase))
    assert (row[0].reason, row[0].used_at is not None) == (permission["reason"], True)
    assert row[0].allowed_by is not None


async def test_one_related_partner_with_permission_marks_the_orders_of_all(
    market: Market,
) -> None:
    cluster, client, lead, partner = await market.organisations(4)
    await market.tie(client, partner)
    tender = await one_lot(market, client)
    await allowed(market, cluster, tender, partner)
    shares = [{"organisation_id": str(partner), "share_percent": 1}]
    bid_id = await market.bid(tender, lead, partners=shares)
    await market.done(f"/bids/{bid_id}/confirmation", by=partner)
    await market.opened(tender, client)
    lot = tender["lots"][0]["id"]
    award = await market.done(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)
    assert [order["related_parties"] for order in award["orders"]] == [True, True]


async def test_a_permission_is_for_one_provider_and_one_tender(market: Market) -> None:
    cluster, client, provider, other = await market.organisations(4)
    await market.tie(client, provider, other)
    tender, second = await one_lot(market, client), await one_lot(market, client)
    await allowed(market, cluster, tender, provider)
    for which, who in ((tender, other), (second, provider)):
        body = a_bid(which["lots"][0]["id"])
        refused = await market.post(f"/tenders/{which['id']}/bids", body, by=who)
        assert refused.json()["code"] == "related_parties"


async def test_what_cannot_be_allowed_is_refused_by_name(market: Market) -> None:
    cluster, client, provider = await market.organisations(3)
    tender = await one_lot(market, client)
    own = await one_lot(market, cluster)
    draft = await market.done("/tenders", a_tender(), by=client)
    cases: list[tuple[dict[str, Any], int, str]] = [
        (wish(tender, provider, tender_id=str(new_id())), 404, "tender_not_found"),
        (wish(tender, provider, tender_id=draft["id"]), 404, "tender_not_found"),
        (wish(tender, provider, client_id=str(provider)), 422, "parties_invalid"),
        (wish(tender, client), 422, "parties_invalid"),
        (wish(tender, new_id()), 422, "parties_invalid"),
        (wish(tender, cluster), 403, "own_matter"),
        (wish(own, provider), 403, "own_matter"),
        (wish(tender, provider, reason=""), 422, "validation_failed"),
        (wish(tender, provider, reason="a\x00b"), 422, "validation_failed"),
        (wish(tender, provider, extra=1), 422, "validation_failed"),
    ]
    for body, status, code in cases:
        answer = await market.as_manager(cluster, PATH, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    await allowed(market, cluster, tender, provider)
    again = await market.as_manager(cluster, PATH, wish(tender, provider))
    assert (again.status_code, again.json()["code"]) == (409, "already_allowed")
    assert len(await market.rows(sa.select(RelatedPurchase.id))) == 1


async def test_the_manager_allows_nothing_for_those_that_its_own_organisation_is_related_to(
    market: Market,
) -> None:
    cluster, client, provider = await market.organisations(3)
    tender = await one_lot(market, client)
    for party in (client, provider):
        person = await market.tie(cluster, party)
        answer = await market.as_manager(cluster, PATH, wish(tender, provider))
        assert (answer.status_code, answer.json()["code"]) == (403, "own_matter")
        await market.tie(cluster, party, until=LONG_AGO, version=2, person=person)
    await allowed(market, cluster, tender, provider)


async def test_the_client_learns_of_a_permission_after_the_opening_only(market: Market) -> None:
    cluster, client, provider, stranger = await market.organisations(4)
    tender = await one_lot(market, client)
    before = await market.announced()
    made = await allowed(market, cluster, tender, provider)
    manager = {"roles": ("manager",)}
    assert await listed(market, cluster, **manager) == [made["id"]]
    assert await listed(market, provider) == [made["id"]]
    for reader in (client, stranger, cluster):
        assert await listed(market, reader) == [], "it would tell who bids"
    assert await market.announced() == before
    await market.bid(tender, provider)
    await market.opened(tender, client)
    assert await listed(market, client) == [made["id"]]
    assert await listed(market, stranger) == []
    shown = (await market.get(PATH, provider)).json()["items"][0]
    assert not {"allowed_by", "withdrawn_by"} & shown.keys(), "who decided is for the record"


async def test_permissions_are_paged_newest_first(market: Market) -> None:
    cluster, client = await market.organisations(2)
    providers = await market.organisations(3)
    tender = await one_lot(market, client)
    made = [(await allowed(market, cluster, tender, one))["id"] for one in providers]
    headers = market.headers(cluster, roles=("manager",), scopes=READ_WRITE)
    page = (await market.get(f"{PATH}?limit=2", headers=headers)).json()
    rest = (await market.get(f"{PATH}?limit=2&cursor={page['next']}", headers=headers)).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None


async def test_a_withdrawal_answers_alike_with_and_without_a_bid_and_then_stops_the_award(
    market: Market,
) -> None:
    cluster, client, provider, idle = await market.organisations(4)
    await market.tie(client, provider, idle)
    tender = await one_lot(market, client)
    answers = []
    for who in (provider, idle):
        made = await allowed(market, cluster, tender, who)
        if who == provider:
            bid_id = await market.bid(tender, provider)
        answers.append(await market.as_manager(cluster, f"{PATH}/{made['id']}/withdrawal"))
    assert [answer.status_code for answer in answers] == [200, 200]
    told = [answer.json() for answer in answers]
    assert {(one["version"], one["used_at"]) for one in told} == {(2, None)}
    again = await market.as_manager(cluster, f"{PATH}/{told[0]['id']}/withdrawal")
    assert (again.status_code, again.json()["code"]) == (409, "related_purchase_stands")
    await market.opened(tender, client)
    path = f"/lots/{tender['lots'][0]['id']}/award"
    award = await market.post(path, {"bid_id": bid_id}, by=client)
    assert (award.status_code, award.json()["code"]) == (409, "related_parties")
    # What was taken back can be given again, after the deadline too.
    await allowed(market, cluster, tender, provider)
    assert (await market.post(path, {"bid_id": bid_id}, by=client)).status_code == 201


async def test_once_the_prices_are_known_nobody_is_knocked_out_by_a_withdrawal(
    market: Market,
) -> None:
    cluster, client, provider = await market.organisations(3)
    await market.tie(client, provider)
    tender = await one_lot(market, client)
    made = await allowed(market, cluster, tender, provider)
    await market.bid(tender, provider)
    await market.opened(tender, client)
    refused = await market.as_manager(cluster, f"{PATH}/{made['id']}/withdrawal")
    assert (refused.status_code, refused.json()["code"]) == (409, "related_purchase_stands")
    unknown = await market.as_manager(cluster, f"{PATH}/{new_id()}/withdrawal")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "related_purchase_not_found")


async def test_of_a_withdrawal_and_an_award_at_once_one_comes_first(market: Market) -> None:
    cluster, client = await market.organisations(2)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()] * 4)
    providers = await market.organisations(4)
    bids = [await market.bid(tender, who, lot=number) for number, who in enumerate(providers)]
    await market.opened(tender, client)
    # The ties are newer than the bids, and so are the permissions: they may be taken back.
    await market.tie(client, *providers)
    for lot, bid_id, provider in zip(tender["lots"], bids, providers, strict=True):
        made = await allowed(market, cluster, tender, provider)
        award, withdrawal = await asyncio.gather(
            market.post(f"/lots/{lot['id']}/award", {"bid_id": bid_id}, by=client),
            market.as_manager(cluster, f"{PATH}/{made['id']}/withdrawal"),
        )
        codes = (award.status_code, withdrawal.status_code)
        assert codes in {(201, 409), (409, 200)}
        refused = award if award.status_code == 409 else withdrawal
        expected = "related_parties" if refused is award else "related_purchase_stands"
        assert refused.json()["code"] == expected


async def test_an_award_under_way_holds_the_permission_that_it_rests_on(market: Market) -> None:
    cluster, client, provider = await market.organisations(3)
    tender = await one_lot(market, client)
    await market.bid(tender, provider)
    await market.opened(tender, client)
    made = await allowed(market, cluster, tender, provider)
    permission = sa.select(RelatedPurchase).where(RelatedPurchase.id == UUID(made["id"]))
    async with market.database.transaction() as session:
        row = await session.scalar(permission.with_for_update())
        assert row is not None
        waiting = asyncio.create_task(market.as_manager(cluster, f"{PATH}/{made['id']}/withdrawal"))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        row.used_at = row.allowed_at
    assert (await waiting).json()["code"] == "related_purchase_stands"


async def test_an_affiliation_that_arrives_while_a_bid_is_placed_stops_it_later(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    tender = await one_lot(market, client)
    placed, _ = await asyncio.gather(
        market.post(f"/tenders/{tender['id']}/bids", a_bid(tender["lots"][0]["id"]), by=bidder),
        market.tie(client, bidder),
    )
    # Whichever came first: either there is no bid, or the award asks again and refuses it.
    if placed.status_code == 409:
        assert placed.json()["code"] == "related_parties"
        return
    assert placed.status_code == 201
    await market.opened(tender, client)
    path = f"/lots/{tender['lots'][0]['id']}/award"
    award = await market.post(path, {"bid_id": placed.json()["id"]}, by=client)
    assert (award.status_code, award.json()["code"]) == (409, "related_parties")
