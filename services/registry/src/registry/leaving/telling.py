"""Telling the manager and the member's administrators how a leaving goes, never why it leaves."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from registry.leaving.orm import LeavingRequest
from registry.notices.rules import Addressee
from registry.notices.use_cases import post_notice
from registry.organisations.orm import Organisation
from registry.organisations.repository import find_cluster
from shared.clocks import RIGA, Clock


async def tell_of_request(
    session: AsyncSession, clock: Clock, request: LeavingRequest, organisation: Organisation
) -> None:
    """Tell the manager that a member wishes to leave."""
    await _tell(session, clock, request, organisation, "manager", template="leaving_requested")


async def tell_of_cancellation(
    session: AsyncSession, clock: Clock, request: LeavingRequest, organisation: Organisation
) -> None:
    """Tell the manager that the member stays after all."""
    await _tell(session, clock, request, organisation, "manager", template="leaving_cancelled")


async def tell_of_end(
    session: AsyncSession, clock: Clock, request: LeavingRequest, organisation: Organisation
) -> None:
    """Tell the organisation's administrators and the manager that it has left."""
    await _tell(
        session, clock, request, organisation, "administrator", template="leaving_completed"
    )
    await _tell(session, clock, request, organisation, "manager", template="member_has_left")


async def tell_that_it_lingers(
    session: AsyncSession, clock: Clock, request: LeavingRequest, organisation: Organisation
) -> None:
    """Tell the administrators what they have to finish, and the manager, who may help."""
    await _tell(
        session, clock, request, organisation, "administrator", template="leaving_unfinished"
    )
    await _tell(session, clock, request, organisation, "manager", template="leaving_lingers")


async def _tell(
    session: AsyncSession,
    clock: Clock,
    request: LeavingRequest,
    organisation: Organisation,
    role: Addressee,
    *,
    template: str,
) -> None:
    told = await find_cluster(session) if role == "manager" else organisation
    if told is None:
        return
    await post_notice(
        session,
        clock,
        organisation_id=told.id,
        role=role,
        template=template,
        values={"organisation": organisation.name, "since": _day(request.requested_at)},
        link=f"/v1/registry/leaving-requests/{request.id}",
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(RIGA).date().isoformat()
