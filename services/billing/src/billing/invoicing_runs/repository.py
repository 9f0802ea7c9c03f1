"""What is loaded of invoicing runs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoicing_runs.orm import InvoicingRun


async def unfinished_runs(session: AsyncSession) -> Sequence[UUID]:
    """Runs that were asked for and are not over, oldest first."""
    rows = await session.scalars(
        select(InvoicingRun.id).where(InvoicingRun.finished_at.is_(None)).order_by(InvoicingRun.id)
    )
    return rows.all()
