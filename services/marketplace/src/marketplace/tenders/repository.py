"""Loading tenders and their lots: what is found, by whom, and under which lock."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.tenders.errors import LotNotInTender, NotTheClient, TenderNotFound
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.rules import NewLot, check_takes_bids
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import locked_row


async def seen_tender(session: AsyncSession, tender_id: UUID, *, reader_id: UUID | None) -> Tender:
    """Return a tender that was published or is the reader's own; TenderNotFound otherwise."""
    tender = await session.get(Tender, tender_id)
    if tender is None or not _may_see(tender, reader_id):
        raise TenderNotFound("There is no such tender")
    return tender


async def own_tender(session: AsyncSession, tender_id: UUID, *, client_id: UUID) -> Tender:
    """Lock and return the client's own tender, so that nothing else moves it or bids on it.

    Raises TenderNotFound where a stranger may not know of it, NotTheClient where it is public.
    """
    tender = await locked_row(session, Tender, tender_id)
    if tender is None or not _may_see(tender, client_id):
        raise TenderNotFound("There is no such tender")
    if tender.client_id != client_id:
        raise NotTheClient("Only the client of the tender may do this")
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


async def lots_of(session: AsyncSession, tender_id: UUID) -> list[Lot]:
    """The lots of a tender in their order."""
    statement = select(Lot).where(Lot.tender_id == tender_id).order_by(Lot.position)
    return list(await session.scalars(statement))


async def add_lots(session: AsyncSession, tender_id: UUID, lots: Sequence[NewLot]) -> list[Lot]:
    """Give a tender that has none these lots, in this order."""
    rows = [
        Lot(
            id=new_id(),
            tender_id=tender_id,
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
    session.add_all(rows)
    await session.flush()
    return rows


def _may_see(tender: Tender, reader_id: UUID | None) -> bool:
    return tender.published_at is not None or tender.client_id == reader_id
