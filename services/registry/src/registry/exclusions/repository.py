"""Finding exclusions, for those whom they concern."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.interests import has_declared
from registry.admission.opening import check_person
from registry.admission.rules import check_disinterested
from registry.board_votes.interests import tied_to
from registry.board_votes.opening import check_officer, is_in_office
from registry.board_votes.orm import BoardVote
from registry.board_votes.policies import policy_at
from registry.delegations.authorisation import check_speaks_for, holds_office, roles_held
from registry.exclusions.errors import ExclusionNotFound, StaleExclusion
from registry.exclusions.orm import Exclusion, Hearing
from registry.offices.resting import check_office_does_not_rest
from registry.offices.rules import ABLE_TO_ACT
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.clocks import Clock
from shared.rows import locked_row

MOVED_AT_ONCE: Final = 100
"""As many exclusions as one run of the duty moves; the next comes a minute later."""


async def check_conducts(
    session: AsyncSession,
    clock: Clock,
    organisation_id: UUID,
    *,
    by: Caller,
    exclusion_id: UUID | None = None,
) -> None:
    """Let manager and board in, in person and without an interest in the member.

    Raises `OfficeRequired`, `PersonOnly`, `OwnApplication`, `ConflictOfInterest`, `OfficeRests`.
    """
    await check_officer(session, by=by)
    check_person(by)
    now = clock.now()
    tied = await tied_to(
        session,
        organisation_id,
        among=[by.subject],
        months=policy_at("exclusion", now).conflict_months,
        now=now,
    )
    check_disinterested(
        represents_applicant=await holds_office(
            session, account_id=by.subject, organisation_id=organisation_id
        ),
        is_tied=bool(tied),
        has_declared=exclusion_id is not None
        and await has_declared(session, account_id=by.subject, application_id=exclusion_id),
    )
    await check_office_does_not_rest(session, account_id=by.subject)


async def conducted_exclusion(
    session: AsyncSession, clock: Clock, exclusion_id: UUID, *, version: int | None, by: Caller
) -> tuple[Exclusion, Organisation]:
    """Lock an exclusion and its organisation, for manager and board.

    Raises `ExclusionNotFound`, also for who may not know of it, `StaleExclusion`, and as
    `check_conducts` does.
    """
    known = await find_exclusion(session, exclusion_id, by=by)
    await check_conducts(session, clock, known.organisation_id, by=by, exclusion_id=exclusion_id)
    return await held_exclusion(session, exclusion_id, version=version)


async def own_exclusion(
    session: AsyncSession,
    exclusion_id: UUID,
    *,
    operation: str,
    version: int | None,
    by: Caller,
) -> tuple[Exclusion, Organisation]:
    """Lock an exclusion and its organisation, for the member's own people.

    Raises `ExclusionNotFound`, `NotItsRepresentative`, `RoleNotHeld`, `PersonOnly`,
    `StaleExclusion`.
    """
    known = await find_exclusion(session, exclusion_id, by=by)
    await check_speaks_for(
        session, organisation_id=known.organisation_id, by=by, roles=OPENED_BY[operation]
    )
    check_person(by)
    return await held_exclusion(session, exclusion_id, version=version)


async def held_exclusion(
    session: AsyncSession, exclusion_id: UUID, *, version: int | None = None
) -> tuple[Exclusion, Organisation]:
    """Lock the organisation first, then the exclusion: in the order of all who lock both."""
    known = await session.get(Exclusion, exclusion_id)
    if known is None:
        raise ExclusionNotFound("No exclusion has this id")
    organisation = await locked_organisation(session, known.organisation_id)
    exclusion = await locked_row(session, Exclusion, exclusion_id)
    assert exclusion is not None, "exclusions are never deleted"
    if version is not None and exclusion.version != version:
        raise StaleExclusion("The exclusion has changed since; read it again")
    return exclusion, organisation


async def find_exclusion(session: AsyncSession, exclusion_id: UUID, *, by: Caller) -> Exclusion:
    """The exclusion, for manager and board and the member's administrators and delegates.

    Raises `ExclusionNotFound` to all others, who may not know of it.
    """
    exclusion = await session.get(Exclusion, exclusion_id)
    if exclusion is None or not await _may_read(session, exclusion.organisation_id, by=by):
        raise ExclusionNotFound("No exclusion has this id")
    return exclusion


async def _may_read(session: AsyncSession, organisation_id: UUID, *, by: Caller) -> bool:
    if await is_in_office(session, *ABLE_TO_ACT, by=by):
        return True
    if by.organisation_id not in (None, organisation_id):
        return False
    held = await roles_held(session, account_id=by.subject, organisation_id=organisation_id)
    return not held.isdisjoint(OPENED_BY["show_exclusion"])


async def hearings_of(session: AsyncSession, ids: Collection[UUID]) -> Sequence[Hearing]:
    """What was heard to these exclusions, the oldest first."""
    return (
        await session.scalars(
            select(Hearing).where(Hearing.exclusion_id.in_(ids)).order_by(Hearing.id)
        )
    ).all()


async def count_hearings(session: AsyncSession, exclusion_id: UUID) -> int:
    """How much is on record about what was heard."""
    return (
        await session.scalar(select(func.count()).where(Hearing.exclusion_id == exclusion_id)) or 0
    )


async def is_rejected(session: AsyncSession, exclusion_id: UUID) -> bool:
    """Whether the board has voted against it."""
    found = await session.scalar(
        select(BoardVote.id)
        .where(BoardVote.case_id == exclusion_id, BoardVote.status == "rejected")
        .limit(1)
    )
    return found is not None


async def exclusions_to_move(session: AsyncSession, *, now: datetime) -> Sequence[UUID]:
    """Those whose time has come, or against which the board has voted."""
    rejected = exists().where(BoardVote.case_id == Exclusion.id, BoardVote.status == "rejected")
    return (
        await session.scalars(
            select(Exclusion.id)
            .where(or_(Exclusion.due_at <= now, (Exclusion.status == "noticed") & rejected))
            .order_by(Exclusion.organisation_id)
            .limit(MOVED_AT_ONCE)
        )
    ).all()
