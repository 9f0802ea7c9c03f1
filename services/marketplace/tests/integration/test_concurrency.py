"""What happens when two requests come at once: exactly one of them has its effect."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from services.marketplace.tests.builders import (
    Market,
    a_bid,
    a_lot,
    a_tender,
    master_key,
    representing,
)
from sqlalchemy.exc import IntegrityError

from marketplace.bids import use_cases as bids
from marketplace.bids.orm import Bid
from marketplace.bids.rules import Offer, OfferedMilestone
from marketplace.evaluation import use_cases as evaluation
from marketplace.evaluation.orm import Award
from marketplace.orders.orm import Order
from marketplace.tenders.errors import DeadlinePassed
from marketplace.tenders.orm import Tender
from shared.ids import new_id
from shared.testing.clocks import FixedClock

PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}
OFFER = Offer(
    price_cents=10_000,
    delivery_days=5,
    approach="Quickly.",
    milestones=(OfferedMilestone("All", 100, 5),),
    partners=(),
)


async def test_of_two_awards_at_once_one_is_made(market: Market) -> None:
    client, one, two = await market.organisations(3)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])
    offers = [await market.bid(tender, who) for who in (one, two)]
    await market.opened(tender, client)
    path = f"/lots/{tender['lots'][0]['id']}/award"
    answers = await asyncio.gather(
        *(
            market.post(path, {"bid_id": bid_id, "reason": "Both are good."}, by=client)
            for bid_id in offers * 3
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"lot_already_awarded"}
    assert len(await market.rows(sa.select(Award))) == 1
    assert len(await market.rows(sa.select(Order))) == 1


async def test_two_lots_awarded_at_once_both_count_and_the_tender_is_awarded_once(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()] * 4)
    offers = [await market.bid(tender, bidder, lot=number) for number in range(4)]
    await market.opened(tender, client)
    answers = await asyncio.gather(
        *(
            market.post(f"/lots/{lot['id']}/award", {"bid_id": bid_id}, by=client)
            for lot, bid_id in zip(tender["lots"], offers, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [201] * 4
    shown = (await market.get(f"/tenders/{tender['id']}")).json()
    # Published at 2, opened at 3, then one version for each award: none was lost.
    assert (shown["status"], shown["version"]) == ("awarded", 7)
    awarded = [data for kind, data in await market.announced() if kind == "tender.awarded"]
    assert [data["version"] for data in awarded] == [7]


async def test_the_database_itself_refuses_a_second_award(market: Market) -> None:
    client, one = await market.organisations(2)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])
    bid_id = await market.bid(tender, one)
    await market.opened(tender, client)
    lot_id = UUID(tender["lots"][0]["id"])
    await market.done(f"/lots/{lot_id}/award", {"bid_id": bid_id}, by=client)
    with pytest.raises(IntegrityError, match="uq_awards_lot_id"):
        async with market.database.transaction() as session:
            session.add(
                Award(
                    id=new_id(),
                    lot_id=lot_id,
                    bid_id=UUID(bid_id),
                    was_first=True,
                    awarded_by=new_id(),
                    awarded_at=datetime.now(UTC),
                )
            )


async def test_of_two_requests_with_the_same_key_at_once_one_has_its_effect(
    market: Market,
) -> None:
    client = await market.organisation()
    body = a_tender()
    answers = await asyncio.gather(
        *(market.post("/tenders", body, by=client, key="same") for _ in range(5))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refused <= {"idempotency_key_in_flight"}
    assert len(await market.rows(sa.select(Tender))) == 1


async def test_of_two_bids_of_one_organisation_at_once_one_is_live(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    path, body = f"/tenders/{tender['id']}/bids", a_bid(tender["lots"][0]["id"])
    answers = await asyncio.gather(*(market.post(path, body, by=bidder) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"already_bidding"}


async def test_of_two_confirmations_at_once_one_counts(market: Market) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    bid_id = await market.bid(tender, lead, partners=partners)
    path = f"/bids/{bid_id}/confirmation"
    answers = await asyncio.gather(*(market.post(path, by=partner) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_of_two_openings_at_once_one_opens(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    await market.bid(tender, bidder)
    await market.move_clock(days=8)
    path = f"/tenders/{tender['id']}/opening"
    answers = await asyncio.gather(*(market.post(path, by=client) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_a_bid_that_waited_past_the_deadline_for_the_lock_is_refused(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    tender_id, lot_id = UUID(tender["id"]), UUID(tender["lots"][0]["id"])
    deadline = datetime.fromisoformat(tender["deadline"])

    class Running:
        """A clock that passes the deadline while the bid waits."""

        at = deadline - timedelta(seconds=1)

        def now(self) -> datetime:
            return self.at

    clock = Running()

    async def bid() -> None:
        async with market.database.transaction() as session:
            await bids.place_bid(
                session,
                clock,
                master_key=master_key(),
                tender_id=tender_id,
                lot_id=lot_id,
                by=representing(bidder),
                offer=OFFER,
            )

    async with market.database.transaction() as session:
        await session.execute(sa.select(Tender).where(Tender.id == tender_id).with_for_update())
        waiting = asyncio.create_task(bid())
        await asyncio.sleep(0.3)
        clock.at = deadline
    with pytest.raises(DeadlinePassed):
        await waiting


async def test_a_bid_under_way_is_there_when_the_bids_are_opened(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    tender_id, lot_id = UUID(tender["id"]), UUID(tender["lots"][0]["id"])
    deadline = datetime.fromisoformat(tender["deadline"])

    async def open_at_the_deadline() -> list[UUID]:
        async with market.database.transaction() as session:
            _, lots = await evaluation.open_bids(
                session,
                FixedClock(deadline),
                master_key=master_key(),
                tender_id=tender_id,
                by=representing(client),
            )
        return lots[0].opened

    async with market.database.transaction() as session:
        bid = await bids.place_bid(
            session,
            FixedClock(deadline - timedelta(microseconds=1)),
            master_key=master_key(),
            tender_id=tender_id,
            lot_id=lot_id,
            by=representing(bidder),
            offer=OFFER,
        )
        opening = asyncio.create_task(open_at_the_deadline())
        await asyncio.sleep(0.3)
        assert not opening.done()
    assert await opening == [bid.id]


async def test_the_database_itself_refuses_a_late_bid_and_an_early_opening(
    market: Market,
) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    bid_id = UUID(await market.bid(tender, bidder))
    deadline = datetime.fromisoformat(tender["deadline"])
    attempts = [
        (sa.update(Bid).values(received_at=deadline), "received_before_deadline"),
        (
            sa.update(Bid).values(received_at=deadline, deadline=deadline + timedelta(days=1)),
            "fk_bids_tender_id_deadline_tenders",
        ),
        (
            sa.update(Tender).values(status="opened", opened_at=deadline - timedelta(seconds=1)),
            "opened_after_deadline",
        ),
        (sa.update(Tender).values(deadline=deadline + timedelta(days=1)), "fk_bids_tender_id"),
    ]
    for statement, constraint in attempts:
        with pytest.raises(IntegrityError, match=constraint):
            async with market.database.transaction() as session:
                await session.execute(statement)
    async with market.database.transaction() as session:
        assert (await session.get_one(Bid, bid_id)).status == "sealed"
