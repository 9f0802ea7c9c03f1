"""What billing does by time."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoicing_runs.use_cases import request_run
from billing.settings import Settings
from shared.clocks import Clock
from shared.duties import Duty


def duties_of(settings: Settings) -> Sequence[Duty]:
    """Invoicing is asked for each day; nothing where nobody is configured to invoice."""
    if settings.seller is None:
        return ()

    async def ask_for_invoicing(session: AsyncSession, clock: Clock) -> None:
        await request_run(session, clock, settings=settings, by=None, until=None)

    return (Duty("invoice", timedelta(days=1), ask_for_invoicing),)
