"""Asking to leave, staying after all, and the end of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.opening import check_person
from registry.delegations.authorisation import acts_for, check_speaks_for
from registry.leaving import rules
from registry.leaving.errors import LeavingNotFound
from registry.leaving.events import LeavingCancelled, LeavingCompleted, LeavingRequested
from registry.leaving.orm import ONE_OPEN, LeavingAnswer, LeavingRequest
from registry.leaving.repository import (
    answers_for_rules,
    find_leaving,
    leavings_to_settle,
    locked_leaving,
)
from registry.leaving.rules import Service
from registry.leaving.telling import tell_of_cancellation, tell_of_end, tell_of_request
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from registry.organisations.standings import stand
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.clocks import Clock, riga_date
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.rows import flush_or_refuse

_OPEN: Final = {ONE_OPEN: rules.already_leaving}
_AT_ONCE: Final = 200


async def request_leaving(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    reason: str | None,
    wished_on: date | None,
    by: Caller,
) -> LeavingRequest:
    """Ask to leave the cluster, as an administrator of the member, in person.

    From now on the organisation publishes nothing, bids for nothing, awards nothing and takes no
    order; what is open it finishes. Marketplace and billing state what that is, and once nothing
    is, and not before the wished day, it has left. Until then it may stay after all. A suspended
    member may ask and stays suspended. People keep their offices: these are of persons, and an
    election's. The manager is told. Announces `leaving.requested` and `organisation.updated`.
    Raises `OrganisationNotFound`, `NotItsRepresentative`, `RoleNotHeld`, `PersonOnly`,
    `NoMembershipToLeave`, `WishedDayOutOfRange`, `AlreadyLeaving`.
    """
    organisation = await locked_organisation(session, organisation_id, pointer="/organisation_id")
    await check_speaks_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["request_leaving"]
    )
    check_person(by)
    rules.check_may_leave(membership=organisation.membership, is_cluster=organisation.is_cluster)
    now = clock.now()
    rules.check_wished_on(wished_on, today=today(now))
    request = LeavingRequest(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        organisation_version=organisation.version,
        status="requested",
        reason=reason,
        wished_on=wished_on,
        requested_by=by.subject,
        requested_at=now,
    )
    session.add(request)
    await flush_or_refuse(session, _OPEN)
    await stand(session, organisation, "leaving", now=now)
    request.organisation_version = organisation.version
    await announce(session, LeavingRequested.model_validate(request))
    await tell_of_request(session, clock, request, organisation)
    return request


async def cancel_leaving(
    session: AsyncSession, clock: Clock, *, leaving_id: UUID, version: int | None, by: Caller
) -> LeavingRequest:
    """Stay after all, as an administrator of the organisation, until it has left.

    It stands again as before it asked, and the manager is told. Announces `leaving.cancelled` and
    `organisation.updated`. Raises `LeavingNotFound`, `RoleNotHeld`, `PersonOnly`,
    `StaleLeaving`, `LeavingOver`.
    """
    known = await find_leaving(session, leaving_id)
    if not await acts_for(
        session, organisation_id=known.organisation_id, by=by, roles=OPENED_BY["show_leaving"]
    ):
        raise LeavingNotFound("No request to leave has this id")
    request, organisation = await locked_leaving(session, leaving_id)
    await check_speaks_for(
        session, organisation_id=organisation.id, by=by, roles=OPENED_BY["cancel_leaving"]
    )
    check_person(by)
    rules.check_version(decided_on=version, current=request.version)
    rules.check_stands(request.status)
    now = clock.now()
    if organisation.membership == "member":
        await stand(session, organisation, "member", now=now)
    await _cancel(session, request, now=now, by=by.subject)
    await tell_of_cancellation(session, clock, request, organisation)
    return request


async def keep_answer(
    session: AsyncSession,
    clock: Clock,
    *,
    service: Service,
    request_id: UUID,
    organisation_id: UUID,
    version: int,
    stated: Sequence[dict[str, Any]],
    open_count: int,
    sealed_bids: bool,
    orders_completed: int,
    stated_at: datetime,
) -> None:
    """Keep what a service states of a request, and let the member go if that was the last.

    An answer to a request that is over or was never made, or one that is older than that which is
    kept, changes nothing. Who has left is told, and the manager. Announces `leaving.completed` and
    `organisation.updated`.
    """
    known = await session.get(LeavingRequest, request_id)
    if known is None or known.organisation_id != organisation_id:
        return
    request, organisation = await locked_leaving(session, request_id)
    if request.status != "requested":
        return
    state = {
        "version": version,
        "open": list(stated),
        "open_count": open_count,
        "sealed_bids": sealed_bids,
        "orders_completed": orders_completed,
        "stated_at": stated_at,
    }
    statement = insert(LeavingAnswer).values(request_id=request_id, service=service, **state)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[LeavingAnswer.request_id, LeavingAnswer.service],
            set_=state,
            where=LeavingAnswer.version < version,
        )
    )
    await _settle(session, clock, request, organisation)


async def settle_leavings(session: AsyncSession, clock: Clock) -> None:
    """Let those go whose day has come, and end requests of who is no member any more."""
    now = clock.now()
    for leaving_id in await leavings_to_settle(session, today=today(now), at_most=_AT_ONCE):
        request, organisation = await locked_leaving(session, leaving_id)
        if request.status == "requested":
            await _settle(session, clock, request, organisation)


async def _settle(
    session: AsyncSession, clock: Clock, request: LeavingRequest, organisation: Organisation
) -> None:
    now = clock.now()
    if organisation.membership != "member":
        # Excluded meanwhile, say: there is nothing to leave.
        await _cancel(session, request, now=now, by=None)
        return
    if organisation.standing == "suspended":
        # It would take by leaving what the suspension keeps from it: that runs its time first.
        return
    answers = await answers_for_rules(session, request.id)
    if not rules.is_complete(answers, wished_on=request.wished_on, today=today(now)):
        return
    request.status, request.ended_at = "completed", now
    request.version += 1
    await stand(session, organisation, "former", now=now, until=now)
    await announce(session, LeavingCompleted.model_validate(request))
    await tell_of_end(session, clock, request, organisation)


async def _cancel(
    session: AsyncSession, request: LeavingRequest, *, now: datetime, by: UUID | None
) -> None:
    request.status, request.ended_at, request.ended_by = "cancelled", now, by
    request.version += 1
    await announce(session, LeavingCancelled.model_validate(request))


def today(now: datetime) -> date:
    """The day in Riga."""
    return date.fromisoformat(riga_date(now))
