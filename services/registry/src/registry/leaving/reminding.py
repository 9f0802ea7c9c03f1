"""Bringing to mind what lingers: a leaving is ended by people, here they are told of it."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.leaving.orm import LeavingRequest
from registry.leaving.policies import policy_at
from registry.leaving.repository import locked_leaving
from registry.leaving.rules import lingers
from registry.leaving.telling import tell_that_it_lingers
from registry.leaving.use_cases import today
from shared.clocks import Clock

_AT_ONCE: Final = 100


async def remind_of_leavings(session: AsyncSession, clock: Clock) -> None:
    """Tell manager and administrators of requests that linger, a hundred in a run.

    One lingers when it stands for the policy's days after it was made, or after its wished day if
    that is later, and again so long after each reminder. What is open, and where, stands in it.
    """
    now = clock.now()
    long_ago = now - policy_at(now).every
    that_day = today(long_ago)
    since = func.coalesce(LeavingRequest.reminded_at, LeavingRequest.requested_at)
    due = await session.scalars(
        select(LeavingRequest.id)
        .where(
            LeavingRequest.status == "requested",
            since <= long_ago,
            func.coalesce(LeavingRequest.wished_on <= that_day, True),
        )
        .order_by(LeavingRequest.organisation_id)
        .limit(_AT_ONCE)
    )
    for leaving_id in due.all():
        request, organisation = await locked_leaving(session, leaving_id)
        if lingers(
            status=request.status,
            since=request.reminded_at or request.requested_at,
            wished_on=request.wished_on,
            long_ago=long_ago,
            that_day=that_day,
        ):
            request.reminded_at = now
            await tell_that_it_lingers(session, clock, request, organisation)
