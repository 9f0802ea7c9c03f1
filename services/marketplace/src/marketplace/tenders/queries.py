"""Reading tenders: everybody sees what was published, a client all of its own."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.repository import lots_of, seen_tender
from marketplace.tenders.schemas import TenderShown
from marketplace.vocabulary import ShownTenderStatus, Stage
from shared.http.paging import Key, Page, Paging, page_of_batches


async def tenders(
    session: AsyncSession,
    *,
    paging: Paging,
    now: datetime,
    reader_id: UUID | None,
    client_id: UUID | None,
    status: ShownTenderStatus | None,
    stage: Stage | None,
    role: str | None,
) -> Page[TenderShown]:
    """Return the tenders that the reader may see, newest first."""
    statement = select(Tender).where(
        or_(Tender.published_at.is_not(None), Tender.client_id == reader_id)
    )
    if client_id is not None:
        statement = statement.where(Tender.client_id == client_id)
    if status is not None:
        statement = statement.where(_has_status(status, now))
    for column, value in ((Lot.stage, stage), (Lot.role, role)):
        if value is not None:
            statement = statement.where(Tender.id.in_(select(Lot.tender_id).where(column == value)))

    async def shown(rows: Sequence[Tender]) -> AsyncGenerator[TenderShown]:
        lots: dict[UUID, list[Lot]] = defaultdict(list)
        ids = [row.id for row in rows]
        for lot in await session.scalars(
            select(Lot).where(Lot.tender_id.in_(ids)).order_by(Lot.position)
        ):
            lots[lot.tender_id].append(lot)
        for row in rows:
            yield TenderShown.of(row, lots[row.id], now=now, reader_id=reader_id)

    return await page_of_batches(
        session,
        statement,
        keys=[Key(Tender.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=shown,
    )


def _has_status(status: ShownTenderStatus, now: datetime) -> ColumnElement[bool]:
    if status == "closed":
        return and_(Tender.status == "published", Tender.deadline <= now)
    if status == "published":
        return and_(Tender.status == "published", Tender.deadline > now)
    return Tender.status == status


async def tender(
    session: AsyncSession, *, tender_id: UUID, now: datetime, reader_id: UUID | None
) -> TenderShown:
    """Return one tender that the reader may see; TenderNotFound otherwise."""
    row = await seen_tender(session, tender_id, reader_id=reader_id)
    return TenderShown.of(row, await lots_of(session, row.id), now=now, reader_id=reader_id)
