"""Finding tenders, whole: with their lots, and held where something is decided on them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.tenders.errors import LotNotInTender, NotTheClient, TenderNotFound
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.rules import NewLot, check_takes_bids
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import locked_row


async def seen_tender(session: AsyncSession, tender_id: UUID, *, by: Caller | None) -> Tender:
    """Return a tender that was published or is the caller's own; TenderNotFound otherwise."""
    tender = _known_to(await session.get(Tender, tender_id), by)
    await load_lots(session, [tender])
    return tender


async def own_tender(session: AsyncSession, tender_id: UUID, *, by: Caller) -> Tender:
    """Lock and return the client's own tender, so that nothing else moves it or bids on it.

    Raises TenderNotFound where a stranger may not know of it, NotTheClient where it is public.
    """
    tender = _known_to(await locked_row(session, Tender, tender_id), by)
    if tender.client_id != by.acting_for:
        raise NotTheClient("Only the client of the tender may do this")
    await load_lots(session, [tender])
    return tender


def _known_to(tender: Tender | None, by: Caller | None) -> Tender:
    if tender is None:
        raise TenderNotFound("There is no such tender")
    if tender.published_at is None and (by is None or tender.client_id != by.organisation_id):
        raise TenderNotFound("There is no such tender")
    return tender


async def tender_taking_bids(
    session: AsyncSession, clock: Clock, tender_id: UUID
) -> tuple[Tender, datetime]:
    """Hold a tender that takes bids, and return it with the moment at which it does.

    Others may hold it too; the opening waits until all have let go. Raises TenderNotFound,
    TenderStateForbids, DeadlinePassed.
    """
    tender = await locked_row(session, Tender, tender_id, shared=True)
    if tender is None or tender.published_at is None:
        raise TenderNotFound("There is no such tender")
    # Only now, with the lock held: whoever waited for it may have waited past the deadline.
    now = clock.now()
    check_takes_bids(tender.status, deadline=tender.deadline, now=now)
    return tender, now


async def lot_in(session: AsyncSession, tender: Tender, lot_id: UUID) -> Lot:
    """Return a lot of this tender; LotNotInTender otherwise."""
    lot = await session.get(Lot, lot_id)
    if lot is None or lot.tender_id != tender.id:
        raise LotNotInTender("The lot is not one of this tender's", pointer="/lot_id")
    return lot


async def load_lots(session: AsyncSession, tenders: Sequence[Tender]) -> None:
    """Give each tender its lots as they stand now, in their order, by one statement for all."""
    found: dict[UUID, list[Lot]] = defaultdict(list)
    ids = [tender.id for tender in tenders]
    for lot in await session.scalars(
        select(Lot)
        .where(Lot.tender_id.in_(ids))
        .order_by(Lot.position)
        # Whoever waited for the tender's lock may have read a lot before.
        .execution_options(populate_existing=True)
    ):
        found[lot.tender_id].append(lot)
    for tender in tenders:
        set_committed_value(tender, "lots", found[tender.id])


def new_lots(lots: Sequence[NewLot]) -> list[Lot]:
    """Lots to be of a tender that is a draft, in this order."""
    return [
        Lot(
            id=new_id(),
            position=position,
            title=dict(lot.title),
            description=dict(lot.description),
            stage=lot.stage,
            role=lot.role,
            budget_cents=lot.budget_cents,
            status="open",
        )
        for position, lot in enumerate(lots, start=1)
    ]


async def replace_lots(session: AsyncSession, tender: Tender, lots: Sequence[NewLot]) -> None:
    """Give a draft these lots instead of those that it has."""
    # First and by itself: a lot that takes another's position would else come before it is free.
    await session.execute(delete(Lot).where(Lot.tender_id == tender.id))
    set_committed_value(tender, "lots", [])
    tender.lots = new_lots(lots)
    await session.flush()
