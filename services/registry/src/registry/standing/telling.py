"""Telling a member's administrators of its suspension: what and until when, never why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.notices.use_cases import post_notice
from registry.standing.orm import Suspension
from shared.clocks import RIGA, Clock


async def tell_of_suspension(session: AsyncSession, clock: Clock, suspension: Suspension) -> None:
    """Tell that the board has suspended the member; the reason is where the link leads."""
    begins = max(suspension.begins_at, clock.now())
    await _tell(
        session,
        clock,
        suspension.organisation_id,
        "suspension_confirmed",
        {"begins": _written(begins), "ends": _written(suspension.ends_at)},
    )


async def tell_of_its_end(session: AsyncSession, clock: Clock, suspension: Suspension) -> None:
    """Tell that it is over, by time or by the board."""
    await _tell(
        session,
        clock,
        suspension.organisation_id,
        "suspension_over",
        {"ended": _written(suspension.ended_at or clock.now())},
    )


async def _tell(
    session: AsyncSession,
    clock: Clock,
    organisation_id: UUID,
    template: str,
    values: dict[str, str],
) -> None:
    await post_notice(
        session,
        clock,
        organisation_id=organisation_id,
        role="administrator",
        template=template,
        values=values,
        link=f"/v1/registry/organisations/{organisation_id}/suspensions",
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(RIGA).strftime("%Y-%m-%d %H:%M")
