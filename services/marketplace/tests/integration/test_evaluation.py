"""Opening, scoring, ranking and awarding over HTTP."""

from uuid import UUID

import sqlalchemy as sa
from services.marketplace.tests.builders import Market, a_lot, euro

from marketplace.bids.orm import Bid
from marketplace.evaluation.orm import Award, OpenedBid, QualityScore
from shared.ids import new_id

PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}
SCORE = {"score": 80, "reason": "Good references."}


async def test_the_bids_stay_sealed_until_the_deadline_even_for_the_client(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    bid_id = await market.bid(tender, bidder)
    early = await market.post(f"/tenders/{tender['id']}/opening", by=client)
    assert (early.status_code, early.json()["code"]) == (409, "deadline_not_reached")
    ranking = await market.get(f"/lots/{tender['lots'][0]['id']}/ranking", client)
    assert (ranking.status_code, ranking.json()["code"]) == (409, "tender_state_forbids")
    assert (await market.post(f"/bids/{bid_id}/quality-score", SCORE, by=client)).status_code == 404
    assert await market.rows(sa.select(OpenedBid)) == []


async def test_only_the_client_opens_the_bids_and_only_once(market: Market) -> None:
    client, bidder, stranger = await market.organisations(3)
    tender = await market.published_tender(client)
    bid_id = await market.bid(tender, bidder)
    await market.move_clock(days=8)
    path = f"/tenders/{tender['id']}/opening"
    for other in (bidder, stranger):
        assert (await market.post(path, by=other)).json()["code"] == "not_the_client"
    opening = await market.done(path, by=client)
    assert [lot["opened"] for lot in opening["lots"]] == [[bid_id], []]
    assert [lot["status"] for lot in opening["lots"]] == ["open", "without_bids"]
    assert (await market.post(path, by=client)).json()["code"] == "tender_state_forbids"
    shown = (await market.get(f"/bids/{bid_id}", client)).json()
    assert shown["offer"]["price"] == euro("4000.00")
    assert (await market.get(f"/bids/{bid_id}", stranger)).status_code == 404
    listed = (await market.get(f"/tenders/{tender['id']}/bids", client)).json()["items"]
    assert listed == [shown]


async def test_a_consortium_without_every_confirmation_is_recorded_and_not_ranked(
    market: Market,
) -> None:
    client, lead, one, two = await market.organisations(4)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])
    partners = [{"organisation_id": str(who), "share_percent": 20} for who in (one, two)]
    bid_id = await market.bid(tender, lead, partners=partners)
    await market.done(f"/bids/{bid_id}/confirmation", by=one)
    opening = await market.opened(tender, client)
    assert opening["lots"][0]["not_confirmed"] == [bid_id]
    lot = tender["lots"][0]["id"]
    ranking = (await market.get(f"/lots/{lot}/ranking", client)).json()
    assert ranking["ranked"] == []
    assert ranking["left_out"] == [
        {"bid_id": bid_id, "lead_id": str(lead), "status": "not_confirmed"}
    ]
    shown = (await market.get(f"/bids/{bid_id}", client)).json()
    assert (shown["status"], shown["offer"]) == ("not_confirmed", None)
    assert (await market.get(f"/bids/{bid_id}", two)).json()["offer"]["price"]
    refused = await market.post(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)
    assert refused.json()["code"] == "bid_not_ranked"


async def test_a_bid_whose_bytes_were_damaged_is_left_out_and_the_others_are_opened(
    market: Market,
) -> None:
    client, one, two = await market.organisations(3)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])
    good, bad = await market.bid(tender, one), await market.bid(tender, two)
    async with market.database.transaction() as session:
        row = await session.get_one(Bid, UUID(bad))
        row.ciphertext = row.ciphertext[:-1] + bytes([row.ciphertext[-1] ^ 1])
    (lot,) = (await market.opened(tender, client))["lots"]
    assert (lot["opened"], lot["unreadable"]) == ([good], [bad])
    assert (await market.get(f"/bids/{bad}", two)).json()["offer"] is None


async def test_a_score_needs_a_reason_and_can_be_given_again_until_the_award(
    market: Market,
) -> None:
    client, bidder, rival = await market.organisations(3)
    tender = await market.published_tender(client, lots=[a_lot()])
    bid_id = await market.bid(tender, bidder)
    await market.opened(tender, client)
    path, lot = f"/bids/{bid_id}/quality-score", tender["lots"][0]["id"]
    for bad in ({"score": 80}, {**SCORE, "reason": " "}, {**SCORE, "score": 101}):
        assert (await market.post(path, bad, by=client)).status_code == 422
    for other in (bidder, rival):
        assert (await market.post(path, SCORE, by=other)).status_code == 404
    missing = await market.post(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)
    assert (missing.status_code, missing.json()["code"]) == (409, "scores_missing")
    incomplete = (await market.get(f"/lots/{lot}/ranking", client)).json()
    assert (incomplete["complete"], incomplete["ranked"][0]["quality_score"]) == (False, None)
    await market.done(path, SCORE, by=client)
    second = await market.done(path, {"score": 60, "reason": "Second look."}, by=client)
    assert second["sequence"] == 2
    ranking = (await market.get(f"/lots/{lot}/ranking", client)).json()
    assert (ranking["complete"], ranking["ranked"][0]["quality_score"]) == (True, 60)
    assert len(await market.rows(sa.select(QualityScore))) == 2
    await market.done(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)
    late = await market.post(path, SCORE, by=client)
    assert (late.status_code, late.json()["code"]) == (409, "lot_already_awarded")


async def test_awarding_another_than_the_first_needs_a_reason_that_is_recorded(
    market: Market,
) -> None:
    client, cheap, dear = await market.organisations(3)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])
    await market.bid(tender, cheap, price=euro("100.00"))
    second = await market.bid(tender, dear, price=euro("200.00"))
    await market.opened(tender, client)
    path = f"/lots/{tender['lots'][0]['id']}/award"
    refused = await market.post(path, {"bid_id": second}, by=client)
    assert (refused.status_code, refused.json()["code"]) == (422, "award_needs_reason")
    assert refused.json()["errors"][0]["pointer"] == "/reason"
    blank = await market.post(path, {"bid_id": second, "reason": "  "}, by=client)
    assert blank.status_code == 422
    award = await market.done(path, {"bid_id": second, "reason": "Own studio."}, by=client)
    assert (award["was_first"], award["reason"]) == (False, "Own studio.")


async def test_a_second_award_of_a_lot_is_refused(market: Market) -> None:
    client, one, two = await market.organisations(3)
    tender = await market.published_tender(client, weights=PRICE_ONLY)
    first, second = [await market.bid(tender, who) for who in (one, two)]
    await market.bid(tender, one, lot=1)
    await market.opened(tender, client)
    path = f"/lots/{tender['lots'][0]['id']}/award"
    await market.done(path, {"bid_id": first}, by=client)
    for bid_id in (first, second):
        again = await market.post(path, {"bid_id": bid_id, "reason": "Again."}, by=client)
        assert (again.status_code, again.json()["code"]) == (409, "lot_already_awarded")
    assert len(await market.rows(sa.select(Award))) == 1
    kinds = [kind for kind, _ in await market.announced()]
    assert kinds.count("order.placed") == 1
    assert "tender.awarded" not in kinds
    cancel = await market.post(
        f"/tenders/{tender['id']}/cancellation", {"reason": "No."}, by=client
    )
    assert cancel.json()["code"] == "tender_state_forbids"


async def test_a_lot_without_bids_does_not_keep_a_tender_from_being_awarded(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client, weights=PRICE_ONLY)
    bid_id = await market.bid(tender, bidder)
    await market.opened(tender, client)
    await market.done(f"/lots/{tender['lots'][0]['id']}/award", {"bid_id": bid_id}, by=client)
    shown = (await market.get(f"/tenders/{tender['id']}")).json()
    assert shown["status"] == "awarded"
    assert [lot["status"] for lot in shown["lots"]] == ["awarded", "without_bids"]


async def test_a_bid_of_another_lot_or_of_nobody_is_not_in_the_ranking(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client, weights=PRICE_ONLY)
    await market.bid(tender, bidder)
    other = await market.bid(tender, bidder, lot=1)
    await market.opened(tender, client)
    for bid_id in (other, str(new_id())):
        refused = await market.post(
            f"/lots/{tender['lots'][0]['id']}/award", {"bid_id": bid_id}, by=client
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "bid_not_ranked")


async def test_only_the_client_awards_and_bidders_see_the_ranking_afterwards(
    market: Market,
) -> None:
    client, bidder, rival, stranger = await market.organisations(4)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])
    bid_id = await market.bid(tender, bidder)
    await market.bid(tender, rival, price=euro("9000.00"))
    lot = tender["lots"][0]["id"]
    for reader in (bidder, stranger):
        sealed = await market.get(f"/lots/{lot}/ranking", reader)
        assert (sealed.status_code, sealed.json()["code"]) == (403, "not_the_client")
    await market.opened(tender, client)
    for other in (bidder, rival, stranger):
        assert (await market.get(f"/lots/{lot}/ranking", other)).status_code == 403
        refused = await market.post(f"/lots/{lot}/award", {"bid_id": bid_id}, by=other)
        assert refused.json()["code"] == "not_the_client"
    await market.done(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)
    for other, status in ((bidder, 200), (rival, 200), (stranger, 403)):
        assert (await market.get(f"/lots/{lot}/ranking", other)).status_code == status


async def test_a_lot_that_does_not_exist_has_no_ranking(market: Market) -> None:
    client = await market.organisation()
    missing = await market.get(f"/lots/{new_id()}/ranking", client)
    assert (missing.status_code, missing.json()["code"]) == (404, "lot_not_found")
