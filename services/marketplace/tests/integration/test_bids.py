"""Sealed bids over HTTP, before the deadline."""

import hashlib
import json
from uuid import UUID

import pytest
from services.marketplace.tests.builders import Market, a_bid, euro

from shared.ids import new_id


async def test_the_answer_to_a_bid_is_a_receipt_that_the_bidder_can_check(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    body = a_bid(tender["lots"][0]["id"])
    placed = await market.post(f"/tenders/{tender['id']}/bids", body, by=bidder)
    assert placed.status_code == 201
    receipt = placed.json()
    assert set(receipt) == {
        "id",
        "version",
        "tender_id",
        "lot_id",
        "status",
        "received_at",
        "receipt",
    }
    read = (await market.get(f"/bids/{receipt['id']}", bidder)).json()
    offer = read["offer"]
    assert offer["price"] == body["price"]
    assert offer["approach"] == body["approach"]
    assert offer["shares"] == [{"organisation_id": str(bidder), "share_percent": 100}]
    # What README.md tells a bidder to compute.
    content = {
        "price_cents": 400_000,
        "delivery_days": offer["delivery_days"],
        "approach": offer["approach"],
        "milestones": offer["milestones"],
        "partners": offer["shares"][1:],
    }
    spelled = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    ids = (tender["id"], receipt["lot_id"], receipt["id"], str(bidder))
    bound = b"avt bid v1" + b"".join(UUID(one).bytes for one in ids)
    digest = hashlib.sha256(bytes.fromhex(offer["salt"]) + bound + spelled.encode())
    assert digest.hexdigest() == receipt["receipt"]


async def test_before_the_opening_a_bid_exists_for_its_own_members_alone(market: Market) -> None:
    client, lead, partner, rival = await market.organisations(4)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    joint = await market.bid(tender, lead, partners=partners)
    own = await market.bid(tender, rival)
    for organisation, visible in (
        (lead, [joint]),
        (partner, [joint]),
        (rival, [own]),
        (client, []),
        (await market.organisation(), []),
    ):
        listed = (await market.get(f"/tenders/{tender['id']}/bids", organisation)).json()
        assert [bid["id"] for bid in listed["items"]] == visible
        for bid_id in (joint, own):
            answer = await market.get(f"/bids/{bid_id}", organisation)
            assert answer.status_code == (200 if bid_id in visible else 404)
            if answer.status_code == 200:
                assert answer.json()["offer"]["price"] == euro("4000.00")
                assert answer.headers["cache-control"] == "no-store"
    assert [kind for kind, _ in await market.announced()] == ["tender.published"]


async def test_bidding_leaves_no_trace_in_what_others_see_of_the_tender(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    one = f"/tenders/{tender['id']}"
    before = [(await market.get(one, reader)) for reader in (None, client)]
    await market.bid(tender, bidder)
    after = [(await market.get(one, reader)) for reader in (None, client)]
    assert [answer.content for answer in before] == [answer.content for answer in after]
    assert [answer.headers.get("etag") for answer in after] == [None, None]


async def test_a_bid_after_the_deadline_is_refused(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    await market.move_clock(days=7)
    path = f"/tenders/{tender['id']}/bids"
    late = await market.post(path, a_bid(tender["lots"][0]["id"]), by=bidder)
    assert (late.status_code, late.json()["code"]) == (409, "deadline_passed")
    assert (await market.get(path, bidder)).json()["items"] == []


async def test_a_bid_on_a_draft_or_a_cancelled_tender_is_refused(market: Market) -> None:
    from services.marketplace.tests.builders import a_tender

    client, bidder = await market.organisations(2)
    draft = await market.done("/tenders", a_tender(), by=client)
    body = a_bid(draft["lots"][0]["id"])
    assert (await market.post(f"/tenders/{draft['id']}/bids", body, by=bidder)).status_code == 404
    tender = await market.published_tender(client)
    await market.done(f"/tenders/{tender['id']}/cancellation", {"reason": "Off."}, by=client)
    body = a_bid(tender["lots"][0]["id"])
    refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=bidder)
    assert refused.json()["code"] == "tender_state_forbids"


async def test_a_client_cannot_bid_on_its_own_tender_nor_be_a_partner(market: Market) -> None:
    client, lead = await market.organisations(2)
    tender = await market.published_tender(client)
    path = f"/tenders/{tender['id']}/bids"
    lot = tender["lots"][0]["id"]
    own = await market.post(path, a_bid(lot), by=client)
    assert (own.status_code, own.json()["code"]) == (403, "own_tender")
    partners = [{"organisation_id": str(client), "share_percent": 1}]
    refused = await market.post(path, a_bid(lot, partners=partners), by=lead)
    assert refused.json()["errors"][0]["pointer"] == "/partners/0/organisation_id"


async def test_a_partner_that_nobody_knows_is_refused(market: Market) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client)
    partners = [
        {"organisation_id": str(partner), "share_percent": 10},
        {"organisation_id": str(new_id()), "share_percent": 10},
    ]
    body = a_bid(tender["lots"][0]["id"], partners=partners)
    refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=lead)
    assert (refused.status_code, refused.json()["code"]) == (422, "partner_invalid")
    assert refused.json()["errors"][0]["pointer"] == "/partners/1/organisation_id"


async def test_the_lot_of_another_tender_is_refused(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender, other = [await market.published_tender(client) for _ in range(2)]
    for lot_id in (other["lots"][0]["id"], str(new_id())):
        refused = await market.post(f"/tenders/{tender['id']}/bids", a_bid(lot_id), by=bidder)
        assert (refused.status_code, refused.json()["code"]) == (422, "lot_not_in_tender")


async def test_an_organisation_has_one_live_bid_for_a_lot_and_replaces_it_by_withdrawing(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    path, lot = f"/tenders/{tender['id']}/bids", tender["lots"][0]["id"]
    first = await market.bid(tender, bidder)
    second = await market.post(path, a_bid(lot, price=euro("3999.00")), by=bidder)
    assert (second.status_code, second.json()["code"]) == (409, "already_bidding")
    await market.bid(tender, bidder, lot=1)
    withdrawn = await market.done(f"/bids/{first}/withdrawal", by=bidder)
    assert withdrawn["status"] == "withdrawn"
    replaced = await market.bid(tender, bidder, price=euro("3999.00"))
    again = await market.post(f"/bids/{first}/withdrawal", by=bidder)
    assert again.json()["code"] == "bid_state_forbids"
    opening = await market.opened(tender, client)
    assert opening["lots"][0]["opened"] == [replaced]


async def test_a_partner_confirms_once_and_only_a_partner_does(market: Market) -> None:
    client, lead, partner, stranger = await market.organisations(4)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    bid_id = await market.bid(tender, lead, partners=partners)
    path = f"/bids/{bid_id}/confirmation"
    assert (await market.post(path, by=stranger)).status_code == 404
    assert (await market.post(path, by=client)).status_code == 404
    by_lead = await market.post(path, by=lead)
    assert (by_lead.status_code, by_lead.json()["code"]) == (403, "not_a_partner")
    confirmed = await market.done(path, by=partner)
    assert "price" not in str(confirmed)
    again = await market.post(path, by=partner)
    assert (again.status_code, again.json()["code"]) == (409, "already_confirmed")
    members = (await market.get(f"/bids/{bid_id}", lead)).json()["members"]
    assert [member["organisation_id"] for member in members] == [str(lead), str(partner)]
    assert all(member["confirmed_at"] for member in members)


async def test_only_the_lead_withdraws_a_bid(market: Market) -> None:
    client, lead, partner, stranger = await market.organisations(4)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    bid_id = await market.bid(tender, lead, partners=partners)
    path = f"/bids/{bid_id}/withdrawal"
    assert (await market.post(path, by=stranger)).status_code == 404
    assert (await market.post(path, by=partner)).json()["code"] == "not_the_lead"
    await market.done(path, by=lead)
    gone = await market.post(f"/bids/{bid_id}/confirmation", by=partner)
    assert gone.json()["code"] == "bid_state_forbids"


@pytest.mark.parametrize("verb", ["confirmation", "withdrawal"])
async def test_after_the_deadline_nothing_changes_in_a_bid(market: Market, verb: str) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    bid_id = await market.bid(tender, lead, partners=partners)
    await market.move_clock(days=8)
    who = partner if verb == "confirmation" else lead
    late = await market.post(f"/bids/{bid_id}/{verb}", by=who)
    assert (late.status_code, late.json()["code"]) == (409, "deadline_passed")


async def test_naming_a_rival_as_partner_does_not_keep_it_from_bidding(market: Market) -> None:
    client, lead, rival = await market.organisations(3)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(rival), "share_percent": 40}]
    joint = await market.bid(tender, lead, partners=partners)
    await market.bid(tender, rival)
    both = await market.post(f"/bids/{joint}/confirmation", by=rival)
    assert (both.status_code, both.json()["code"]) == (409, "already_bidding")


async def test_a_partner_that_confirmed_cannot_also_bid_alone_for_the_lot(market: Market) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    joint = await market.bid(tender, lead, partners=partners)
    await market.done(f"/bids/{joint}/confirmation", by=partner)
    body = a_bid(tender["lots"][0]["id"])
    alone = await market.post(f"/tenders/{tender['id']}/bids", body, by=partner)
    assert alone.json()["code"] == "already_bidding"
    await market.bid(tender, partner, lot=1)
    await market.done(f"/bids/{joint}/withdrawal", by=lead)
    await market.bid(tender, partner)
