"""Suspending a member, and the end of that."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from registry.organisations.standings import end_suspension, suspend
from registry.standing.errors import (
    NotAMember,
    PeriodInvalid,
    SecondMemberNeeded,
    SuspensionOpen,
    SuspensionStateForbids,
)
from registry.standing.orm import Suspension
from registry.standing.repository import check_decides, open_suspension
from registry.standing.telling import tell_of_its_end, tell_of_suspension
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import flush_or_refuse

_OPEN = {"uq_suspensions_one_open": SuspensionOpen("The member has a suspension that is not over")}


async def propose_suspension(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    reason: str,
    begins_at: datetime | None,
    ends_at: datetime,
    by: Caller,
) -> Suspension:
    """Propose to suspend a member until a moment: a member of the board, in no matter of its own.

    Nothing changes until another member of the board confirms; what nobody confirms before
    its end lapses. Without `begins_at` it begins with the confirmation. Raises `BoardOnly`,
    `OwnApplication`, `ConflictOfInterest`, `PersonOnly`, `OfficeRests` for who represents only
    members that may not hold office, `NotAMember`, `PeriodInvalid`,
    `SuspensionOpen`.
    """
    await check_decides(session, clock, organisation_id, by=by)
    organisation = await locked_organisation(session, organisation_id)
    now = clock.now()
    if organisation.membership != "member" or organisation.is_cluster:
        raise NotAMember("Only a member of the cluster can be suspended")
    begins = begins_at or now
    if begins < now:
        raise PeriodInvalid("A suspension does not begin in the past", pointer="/begins_at")
    if ends_at <= begins:
        raise PeriodInvalid("A suspension ends after it begins", pointer="/ends_at")
    suspension = Suspension(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        status="proposed",
        reason=reason,
        begins_at=begins,
        ends_at=ends_at,
        proposed_by=by.subject,
        proposed_at=now,
    )
    session.add(suspension)
    await flush_or_refuse(session, _OPEN)
    return suspension


async def confirm_suspension(
    session: AsyncSession, clock: Clock, *, suspension_id: UUID, version: int | None, by: Caller
) -> Suspension:
    """Confirm a proposed suspension, as another member of the board than who proposed it.

    It acts at once, or from `begins_at` on: the member neither publishes nor bids nor is found.
    Its administrators are told, and of the end. Announces `organisation.updated`. Raises
    `BoardOnly`, `OwnApplication`, `ConflictOfInterest`, `OfficeRests`, `SuspensionNotFound`,
    `StaleSuspension`, `SuspensionStateForbids`, `SecondMemberNeeded`, `NotAMember`.
    """
    suspension, organisation = await open_suspension(
        session, clock, suspension_id, version=version, by=by
    )
    now = clock.now()
    if suspension.status != "proposed" or suspension.ends_at <= now:
        raise SuspensionStateForbids("Only a proposal that has not lapsed can be confirmed")
    if suspension.proposed_by == by.subject:
        raise SecondMemberNeeded("Who proposed a suspension does not confirm it")
    if organisation.membership != "member":
        raise NotAMember("Only a member of the cluster can be suspended")
    suspension.status, suspension.confirmed_by, suspension.confirmed_at = (
        "confirmed",
        by.subject,
        now,
    )
    suspension.version += 1
    await tell_of_suspension(session, clock, suspension)
    await move_suspension(session, clock, suspension, organisation)
    return suspension


async def lift_suspension(
    session: AsyncSession,
    clock: Clock,
    *,
    suspension_id: UUID,
    reason: str,
    version: int | None,
    by: Caller,
) -> Suspension:
    """Lift a confirmed suspension before its end: two members of the board, one after the other.

    The first call proposes it, that of another member does it, and a proposal that nobody has
    confirmed is withdrawn by any one. Announces `organisation.updated` if it was in force. Raises
    `BoardOnly`, `OwnApplication`, `ConflictOfInterest`, `SuspensionNotFound`, `StaleSuspension`,
    `SuspensionStateForbids`, `SecondMemberNeeded`.
    """
    suspension, organisation = await open_suspension(
        session, clock, suspension_id, version=version, by=by
    )
    if suspension.status not in ("proposed", "confirmed", "in_force"):
        raise SuspensionStateForbids("The suspension is over")
    suspension.version += 1
    if suspension.status != "proposed" and suspension.lifting_proposed_by is None:
        suspension.lifting_proposed_by, suspension.lifting_reason = by.subject, reason
        return suspension
    if suspension.lifting_proposed_by == by.subject:
        raise SecondMemberNeeded("Who proposed the lifting does not confirm it")
    was_in_force, was_told = suspension.status == "in_force", suspension.status != "proposed"
    suspension.status = "withdrawn" if suspension.status == "proposed" else "lifted"
    suspension.lifted_by, suspension.ended_at = by.subject, clock.now()
    if was_in_force:
        await end_suspension(session, organisation, now=clock.now())
    if was_told and organisation.membership == "member":
        await tell_of_its_end(session, clock, suspension)
    return suspension


async def move_suspensions(session: AsyncSession, clock: Clock) -> None:
    """Begin, end and lapse what is due; the business clock."""
    now = clock.now()
    due = await session.scalars(
        select(Suspension)
        .where(
            ((Suspension.status == "confirmed") & (Suspension.begins_at <= now))
            | (Suspension.status.in_(("proposed", "in_force")) & (Suspension.ends_at <= now))
        )
        .order_by(Suspension.organisation_id)
        .limit(500)
    )
    for suspension in due.all():
        organisation = await locked_organisation(session, suspension.organisation_id)
        await session.refresh(suspension, with_for_update=True)
        await move_suspension(session, clock, suspension, organisation)


async def move_suspension(
    session: AsyncSession, clock: Clock, suspension: Suspension, organisation: Organisation
) -> None:
    """Let the suspension be where the time puts it; both rows are locked."""
    before, now = suspension.status, clock.now()
    if before == "proposed" and suspension.ends_at <= now:
        suspension.status, suspension.ended_at = "lapsed", now
    elif before in ("confirmed", "in_force") and suspension.ends_at <= now:
        suspension.status, suspension.ended_at = "ended", now
    elif before == "confirmed" and suspension.begins_at <= now:
        suspension.status = "in_force"
    if suspension.status == before:
        return
    suspension.version += 1
    if suspension.status == "in_force":
        await suspend(session, organisation, now=now)
    elif before == "in_force":
        await end_suspension(session, organisation, now=now)
    # Who left or was excluded meanwhile is not told that it is as before.
    if suspension.status == "ended" and organisation.membership == "member":
        await tell_of_its_end(session, clock, suspension)
