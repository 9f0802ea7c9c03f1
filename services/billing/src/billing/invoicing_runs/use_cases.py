"""Asking for an invoicing run."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoicing_runs.errors import SellerNotConfigured
from billing.invoicing_runs.orm import InvoicingRun
from billing.settings import Settings
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id

CHANNEL: Final = "invoicing_runs"
"""The NOTIFY channel that wakes the worker."""


async def request_run(
    session: AsyncSession,
    clock: Clock,
    *,
    settings: Settings,
    by: Caller | None,
    until: datetime | None,
) -> InvoicingRun:
    """Ask for every invoice that is due for orders completed before `until` (before now).

    Answers at once with a queued run; read it until its state is `done` or `failed`. A run may
    be repeated, overlap another, or be killed: no order is invoiced twice for one kind, and no
    number is lost. Raises `seller_not_configured`. For machine accounts with the scope
    `billing:invoicing`.
    """
    if settings.seller is None:
        raise SellerNotConfigured("The cluster's identity as a seller is not configured")
    now = clock.now()
    run = InvoicingRun(
        id=new_id(),
        until=until or now,
        state="queued",
        requested_by=by.subject if by else None,
        requested_at=now,
    )
    session.add(run)
    await session.flush()
    await session.execute(select(func.pg_notify(CHANNEL, "")))
    return run
