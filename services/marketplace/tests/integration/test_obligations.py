"""An organisation that asks to leave: what is stated of it, when, again, and never."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry
from services.marketplace.tests.builders import Market, a_lot, an_item
from sqlalchemy import delete, func, select, update

from marketplace.nouns import NOUNS
from marketplace.obligations import repository, rules
from marketplace.obligations.orm import Leaving
from marketplace.obligations.use_cases import state_obligations
from marketplace.organisations.orm import Organisation
from marketplace.organisations.repository import check_may
from marketplace.process import PROCESS
from shared.clocks import read_business_clock
from shared.ids import new_id
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event, Undecodable
from shared.tables import outbox

PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}
NOTHING = {"open": [], "open_count": 0, "sealed_bids": False, "orders_completed": 0}


class Leavings:
    """The registry's side: it tells of requests, and reads what is stated."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.processor = EventProcessor(
            name="marketplace",
            database=market.database,
            handlers=PROCESS.heard,
            registry=CollectorRegistry(),
        )

    async def hear(self, happened: str, **data: Any) -> None:
        event_type = f"avt.registry.leaving.{happened}.v1"
        await self.processor(
            Event(
                id=new_id(),
                source="/registry",
                type=event_type,
                time=datetime.now(UTC),
                data={key: str(one) if isinstance(one, UUID) else one for key, one in data.items()},
            )
        )

    async def asks(self, organisation_id: UUID) -> UUID:
        """Let an organisation ask to leave, told in the registry's order; the request's id."""
        await self.market.stands(organisation_id, "leaving")
        rows = await self.market.rows(
            select(Organisation.version).where(Organisation.id == organisation_id)
        )
        request = new_id()
        await self.hear(
            "requested",
            id=request,
            version=1,
            organisation_id=organisation_id,
            organisation_version=rows[0].version,
            status="requested",
        )
        return request

    async def look(self) -> None:
        """Do what the duty does."""
        async with self.market.database.transaction() as session:
            await state_obligations(session, await read_business_clock(session))

    async def stated(self) -> list[dict[str, Any]]:
        facts = [
            data
            for happened, data in await self.market.announced()
            if happened == "obligations.stated"
        ]
        for fact in facts:
            assert fact.pop("stated_at")
        return facts

    async def last(self) -> dict[str, Any]:
        return (await self.stated())[-1]


@pytest.fixture
def leavings(market: Market) -> Leavings:
    return Leavings(market)


def listed(fact: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["kind"], one["id"]) for one in fact["open"]]


async def test_open_orders_of_both_sides_and_own_tenders_are_stated_with_their_links(
    market: Market, leavings: Leavings
) -> None:
    leaver, other = await market.organisations(2)
    bought = await market.order(leaver, other)
    sold = await market.order(other, leaver)
    await market.completed_order(other, leaver)
    tender = await market.published_tender(leaver)
    request = await leavings.asks(leaver)
    (fact,) = await leavings.stated()
    assert (fact["id"], fact["request_id"]) == (str(request), str(request))
    assert fact["organisation_id"] == str(leaver)
    assert listed(fact) == [
        ("order", bought["id"]),
        ("order", sold["id"]),
        ("tender", tender["id"]),
    ]
    assert fact["open"][0]["link"] == f"/v1/marketplace/orders/{bought['id']}"
    assert (fact["open_count"], fact["sealed_bids"], fact["orders_completed"]) == (3, False, 1)
    shown = await market.get(fact["open"][0]["link"].removeprefix("/v1/marketplace"), leaver)
    assert shown.status_code == 200


async def test_who_has_nothing_open_gets_an_answer_that_says_so(
    market: Market, leavings: Leavings
) -> None:
    leaver = await market.organisation()
    await market.done("/equipment", an_item(), by=leaver)
    await leavings.asks(leaver)
    fact = await leavings.last()
    assert {key: fact[key] for key in NOTHING} == NOTHING


async def test_what_is_open_is_finished_while_it_leaves_and_each_change_is_stated_once(
    market: Market, leavings: Leavings
) -> None:
    leaver, other = await market.organisations(2)
    order = await market.order(other, leaver)
    await market.done(f"/orders/{order['id']}/confirmation", by=leaver)
    await leavings.asks(leaver)
    await leavings.look()
    assert len(await leavings.stated()) == 1
    path = f"/orders/{order['id']}"
    for milestone in order["milestones"]:
        await market.done(f"{path}/milestones/{milestone['id']}/delivery", by=leaver)
        await market.done(f"{path}/milestones/{milestone['id']}/acceptance", by=other)
    await market.done(f"{path}/completion", by=other)
    for _ in range(3):
        await leavings.look()
    before, after = await leavings.stated()
    assert listed(before) == [("order", order["id"])]
    assert after["version"] > before["version"]
    assert (after["open_count"], after["orders_completed"]) == (0, 1)


async def test_of_sealed_bids_it_is_told_only_that_there_are_some(
    market: Market, leavings: Leavings
) -> None:
    client, leaver = await market.organisations(2)
    tender = await market.published_tender(client)
    bid_id = await market.bid(tender, leaver)
    await leavings.asks(leaver)
    fact = await leavings.last()
    assert (fact["sealed_bids"], fact["open"], fact["open_count"]) == (True, [], 0)
    for secret in (tender["id"], bid_id, tender["lots"][0]["id"], str(client)):
        assert secret not in str(fact)
    await market.done(f"/bids/{bid_id}/withdrawal", by=leaver)
    await leavings.look()
    assert (await leavings.last())["sealed_bids"] is False


async def test_a_bid_holds_nobody_after_its_deadline_though_its_client_never_opens_it(
    market: Market, leavings: Leavings
) -> None:
    client, leaver = await market.organisations(2)
    await market.bid(await market.published_tender(client), leaver)
    await leavings.asks(leaver)
    await market.move_clock(days=8)
    await leavings.look()
    assert (await leavings.last())["sealed_bids"] is False


async def test_a_partner_that_has_confirmed_nothing_is_not_held_by_anothers_bid(
    market: Market, leavings: Leavings
) -> None:
    client, lead, leaver = await market.organisations(3)
    partners = [{"organisation_id": str(leaver), "share_percent": 40}]
    bid_id = await market.bid(await market.published_tender(client), lead, partners=partners)
    await leavings.asks(leaver)
    assert (await leavings.last())["sealed_bids"] is False
    # One that had confirmed before it asked is.
    client, lead, bound = await market.organisations(3)
    partners = [{"organisation_id": str(bound), "share_percent": 40}]
    bid_id = await market.bid(await market.published_tender(client), lead, partners=partners)
    await market.done(f"/bids/{bid_id}/confirmation", by=bound)
    await leavings.asks(bound)
    assert (await leavings.last())["sealed_bids"] is True


async def test_a_client_that_leaves_calls_off_what_is_left_of_a_tender_with_an_award(
    market: Market, leavings: Leavings
) -> None:
    leaver, bidder = await market.organisations(2)
    tender = await market.published_tender(leaver, lots=[a_lot(), a_lot()], weights=PRICE_ONLY)
    bids = [await market.bid(tender, bidder, lot=number) for number in (0, 1)]
    await market.opened(tender, leaver)
    first, second = (lot["id"] for lot in tender["lots"])
    await market.done(f"/lots/{first}/award", {"bid_id": bids[0]}, by=leaver)
    why = {"reason": "Izstājamies no klastera."}
    cancellation = f"/tenders/{tender['id']}/cancellation"
    assert (await market.post(cancellation, why, by=leaver)).status_code == 409
    await leavings.asks(leaver)
    refused = await market.post(f"/lots/{second}/award", {"bid_id": bids[1]}, by=leaver)
    assert refused.json()["code"] == "standing_forbids"
    ended = await market.done(cancellation, why, by=leaver)
    assert ended["status"] == "awarded"
    assert [lot["status"] for lot in ended["lots"]] == ["awarded", "cancelled"]
    assert (await market.announced())[-1][0] == "tender.awarded"
    await leavings.look()
    assert {kind for kind, _ in listed(await leavings.last())} == {"order"}
    assert (await market.post(cancellation, why, by=leaver)).status_code == 409


async def test_nothing_is_answered_before_the_organisation_takes_on_nothing_new(
    market: Market, leavings: Leavings
) -> None:
    leaver = await market.organisation()
    request = new_id()
    await leavings.hear(
        "requested",
        id=request,
        version=1,
        organisation_id=leaver,
        organisation_version=2,
        status="requested",
    )
    await leavings.look()
    assert await leavings.stated() == []
    await market.stands(leaver, "leaving")
    await leavings.look()
    assert (await leavings.last())["request_id"] == str(request)


async def test_a_request_that_is_over_is_answered_no_more_whatever_comes_late(
    market: Market, leavings: Leavings
) -> None:
    leaver, other = await market.organisations(2)
    await market.stands(leaver, "leaving")
    told = {"id": new_id(), "organisation_id": leaver, "organisation_version": 2}
    await leavings.hear("cancelled", version=2, status="cancelled", **told)
    await leavings.hear("requested", version=1, status="requested", **told)
    await market.order(other, await market.organisation())
    await leavings.look()
    assert await leavings.stated() == []


async def test_a_second_request_is_answered_anew_and_the_first_no_more(
    market: Market, leavings: Leavings
) -> None:
    leaver = await market.organisation()
    first = await leavings.asks(leaver)
    await leavings.hear(
        "cancelled",
        id=first,
        version=2,
        organisation_id=leaver,
        organisation_version=2,
        status="cancelled",
    )
    await market.stands(leaver, "member", "publish", "bid")
    await market.published_tender(leaver)
    second = await leavings.asks(leaver)
    await leavings.look()
    stated = await leavings.stated()
    assert [(one["request_id"], one["open_count"]) for one in stated] == [
        (str(first), 0),
        (str(second), 1),
    ]


async def test_more_than_can_be_listed_is_counted(
    market: Market, leavings: Leavings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "MOST_LISTED", 2)
    leaver = await market.organisation()
    tenders = [(await market.published_tender(leaver))["id"] for _ in range(3)]
    await leavings.asks(leaver)
    fact = await leavings.last()
    assert listed(fact) == [("tender", one) for one in tenders[:2]]
    assert fact["open_count"] == 3


async def test_what_is_no_request_is_refused_and_keeps_nothing(
    market: Market, leavings: Leavings
) -> None:
    with pytest.raises(Undecodable):
        await leavings.hear("requested", id="no id", version=0)
    assert await market.rows(select(Leaving)) == []


async def test_of_an_order_and_a_request_at_once_either_the_order_is_refused_or_it_is_stated(
    market: Market, leavings: Leavings
) -> None:
    leaver = await market.organisation()
    draft = await market.done("/equipment", an_item(), by=leaver)
    holds, answered = asyncio.Event(), asyncio.Event()

    async def taking_on() -> None:
        async with market.database.transaction() as session:
            await check_may(session, "publish", [leaver])
            holds.set()
            # Whoever tells of the standing meanwhile waits for what is being taken on.
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(answered.wait(), 0.3)

    async def telling() -> None:
        await holds.wait()
        await market.stands(leaver, "leaving")
        answered.set()

    await asyncio.gather(taking_on(), telling())
    answer = await market.post(f"/equipment/{draft['id']}/publication", by=leaver)
    assert answer.json()["code"] == "standing_forbids"


async def test_a_marketplace_that_begins_anew_is_believed_though_it_forgot_its_answers(
    market: Market, leavings: Leavings
) -> None:
    leaver = await market.organisation()
    told = {"organisation_id": leaver, "organisation_version": 1, "status": "requested"}
    request = new_id()
    await leavings.hear("requested", id=request, version=1, **told)
    before = await leavings.last()
    await market.rows(delete(Leaving).returning(Leaving.id))
    await market.rows(outbox.delete().returning(outbox.c.id))
    await asyncio.sleep(1.1)
    await leavings.hear("requested", id=request, version=1, **told)
    assert (await leavings.last())["version"] > before["version"]


async def test_two_workers_at_once_state_a_change_once(market: Market, leavings: Leavings) -> None:
    leaver = await market.organisation()
    await leavings.asks(leaver)
    await market.rows(update(Leaving).values(stated={"open": None}).returning(Leaving.id))
    look: Callable[[], Awaitable[None]] = leavings.look
    await asyncio.gather(*(look() for _ in range(4)))
    first, second = await leavings.stated()
    assert first["version"] < second["version"]
    ((number,),) = await market.rows(select(func.count()).select_from(Leaving))
    assert number == 1


def test_the_duty_looks_again_within_seconds() -> None:
    (duty,) = (one for one in NOUNS.duties if one.name == "state_obligations")
    assert duty.every.total_seconds() <= 15
    assert rules.MOST_LISTED == 100
