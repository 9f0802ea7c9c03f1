"""Reading tenders: everybody sees what was published, a client all of its own."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.repository import load_lots, seen_tender
from marketplace.tenders.schemas import TenderOut
from marketplace.vocabulary import ShownTenderStatus, Stage
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches


async def list_tenders(
    session: AsyncSession,
    *,
    paging: Paging,
    now: datetime,
    by: Caller | None,
    client_id: UUID | None,
    status: ShownTenderStatus | None,
    stage: Stage | None,
    role: str | None,
) -> Page[TenderOut]:
    """The public part of published tenders, newest first; for a client its drafts too."""
    reader_id = by.organisation_id if by is not None else None
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

    async def shown(rows: Sequence[Tender]) -> AsyncGenerator[TenderOut]:
        await load_lots(session, rows)
        for row in rows:
            yield TenderOut.of(row, now=now, by=by)

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


async def read_tender(
    session: AsyncSession, *, tender_id: UUID, now: datetime, by: Caller | None
) -> TenderOut:
    """The public part of one tender; drafts are for their client alone.

    Raises `TenderNotFound`.
    """
    return TenderOut.of(await seen_tender(session, tender_id, by=by), now=now, by=by)
