"""Asking for an invoicing run."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.errors import SellerNotConfigured
from billing.invoicing_runs.orm import InvoicingRun
from billing.invoicing_runs.queries import shown
from billing.invoicing_runs.schemas import InvoicingRunSummaryOut, RunCountsOut
from billing.settings import Settings
from shared.clocks import Clock
from shared.ids import new_id


async def request_run(
    session: AsyncSession,
    clock: Clock,
    *,
    settings: Settings,
    requested_by: UUID | None,
    until: datetime | None,
) -> InvoicingRunSummaryOut:
    """Ask for every invoice that is due for orders completed before `until` (before now).

    Answers at once with a queued run; read it until its state is `done` or `failed`. A run may
    be repeated, overlap another, or be killed: no order is invoiced twice for one kind, and no
    number is lost. Raises `seller_not_configured`. For machine accounts with the scope
    `billing:invoicing`.
    """
    if settings.seller is None:
        raise SellerNotConfigured("The cluster's identity as a seller is not configured")
    now = clock.now()
    row = InvoicingRun(
        id=new_id(),
        until=until or now,
        state="queued",
        requested_by=requested_by,
        requested_at=now,
    )
    session.add(row)
    await session.flush()
    return shown(row, RunCountsOut())
