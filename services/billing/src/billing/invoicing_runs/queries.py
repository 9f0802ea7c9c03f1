"""Reads of invoicing runs."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import is_manager
from billing.invoicing_runs.errors import InvoicingRunNotFound
from billing.invoicing_runs.orm import InvoicingRun, RunResult
from billing.invoicing_runs.schemas import (
    InvoicingRunOut,
    InvoicingRunSummaryOut,
    RunCountsOut,
    RunResultOut,
)
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches

MOST_RESULTS = 1000


async def list_runs(
    session: AsyncSession, *, by: Caller, paging: Paging
) -> Page[InvoicingRunSummaryOut]:
    """The runs that the caller started, newest first; the manager sees all."""

    async def counted(rows: Sequence[InvoicingRun]) -> AsyncGenerator[InvoicingRunSummaryOut]:
        counts = await _counts(session, [row.id for row in rows])
        for row in rows:
            yield summary_of(row, counts[row.id])

    return await page_of_batches(
        session,
        select(InvoicingRun).where(_visible_to(by)),
        keys=[Key(InvoicingRun.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=counted,
    )


async def visible_run(session: AsyncSession, *, by: Caller, run_id: UUID) -> InvoicingRunOut:
    """One run with what it did for each order, and why it skipped where it did.

    For whoever started it and the manager; for everybody else it does not exist (`run_unknown`).
    """
    # The orders and invoices in it are not for everybody else to see.
    found = await session.scalar(
        select(InvoicingRun.id).where(InvoicingRun.id == run_id, _visible_to(by))
    )
    if found is None:
        raise InvoicingRunNotFound("There is no such invoicing run")
    return await get_run(session, run_id)


def _visible_to(by: Caller) -> ColumnElement[bool]:
    return true() if is_manager(by) else InvoicingRun.requested_by == by.subject


async def get_run(session: AsyncSession, run_id: UUID) -> InvoicingRunOut:
    """One run whose visibility is decided, with what it did for each order.

    Raises `InvoicingRunNotFound`.
    """
    row = await session.get(InvoicingRun, run_id)
    if row is None:
        raise InvoicingRunNotFound("There is no such invoicing run")
    counts = (await _counts(session, [run_id]))[run_id]
    results = await session.scalars(
        select(RunResult)
        .where(RunResult.run_id == run_id)
        .order_by(RunResult.order_id, RunResult.kind)
        .limit(MOST_RESULTS)
    )
    return InvoicingRunOut(
        **dict(summary_of(row, counts)),
        results=[RunResultOut.model_validate(result) for result in results],
    )


def summary_of(row: InvoicingRun, counts: RunCountsOut) -> InvoicingRunSummaryOut:
    """A run as lists show it."""
    return InvoicingRunSummaryOut(
        id=row.id,
        until=row.until,
        state=row.state,
        requested_at=row.requested_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=counts,
    )


async def _counts(
    session: AsyncSession, run_ids: Sequence[UUID]
) -> defaultdict[UUID, RunCountsOut]:
    rows = await session.execute(
        select(RunResult.run_id, RunResult.outcome, func.count())
        .where(RunResult.run_id.in_(run_ids))
        .group_by(RunResult.run_id, RunResult.outcome)
    )
    counts: defaultdict[UUID, RunCountsOut] = defaultdict(RunCountsOut)
    for run_id, outcome, number in rows:
        setattr(counts[run_id], outcome, number)
    return counts
