"""Excluding a member: the notice, the hearing, the appeal, and what time does."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.policies import policy_at as admission_policy_at
from registry.board_votes.opening import is_in_office
from registry.board_votes.repository import check_no_vote
from registry.board_votes.settling import end_votes_on
from registry.exclusions import rules
from registry.exclusions.errors import (
    AssemblyInvalid,
    ExclusionOpen,
    HearingInvalid,
    NotToBeExcluded,
    NotWhoOpenedIt,
    TooManyHearings,
)
from registry.exclusions.orm import Exclusion, Hearing, HearingKind
from registry.exclusions.policies import policy_at
from registry.exclusions.repository import (
    check_conducts,
    conducted_exclusion,
    count_hearings,
    exclusions_to_move,
    held_exclusion,
    is_rejected,
    own_exclusion,
)
from registry.exclusions.telling import tell_of_exclusion
from registry.identity.errors import ManagerOnly
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from registry.organisations.standings import stand
from registry.vocabulary import AppealOutcome, ExclusionGround, ExclusionStatus
from shared.callers import Caller
from shared.clocks import Clock, riga_date
from shared.ids import new_id
from shared.rows import flush_or_refuse

_OPEN: Final = {"uq_exclusions_one_open": ExclusionOpen("It has an exclusion that is not over")}
MOST_HEARINGS: Final = 50


async def open_exclusion(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    ground: ExclusionGround,
    facts: str,
    reviews: Sequence[UUID],
    by: Caller,
) -> Exclusion:
    """Give a member notice that it is to be excluded: manager or a member of the board may.

    Nobody does who has an interest in the member. Its administrators are told, and it may be heard
    for the policy's days; nothing else changes meanwhile, unless the board suspends it. `reviews`
    are ids of the marketplace's reviews, which whoever decides reads there. Leaving does not end
    it. Raises `OfficeRequired`, `PersonOnly`, `OwnApplication`, `ConflictOfInterest`,
    `OfficeRests`, `OrganisationNotFound`, `NotToBeExcluded`, `EvidenceMissing`, `ExclusionOpen`.
    """
    await check_conducts(session, clock, organisation_id, by=by)
    organisation = await locked_organisation(session, organisation_id, pointer="/organisation_id")
    if organisation.membership != "member" or organisation.is_cluster:
        raise NotToBeExcluded("Only a member of the cluster can be excluded")
    now = clock.now()
    policy = policy_at(now)
    evidence = sorted(set(reviews))
    rules.check_evidence(ground, evidence, least=policy.least_reviews)
    hearing_until = rules.days_later(now, policy.notice_days)
    exclusion = Exclusion(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        status="noticed",
        ground=ground,
        facts=facts,
        reviews=evidence,
        opened_by=by.subject,
        opened_at=now,
        hearing_until=hearing_until,
        due_at=rules.days_later(hearing_until, policy.decide_days),
    )
    session.add(exclusion)
    await flush_or_refuse(session, _OPEN)
    await tell_of_exclusion(session, clock, exclusion)
    return exclusion


async def record_hearing(
    session: AsyncSession,
    clock: Clock,
    *,
    exclusion_id: UUID,
    text: str,
    held_at: datetime,
    version: int | None,
    by: Caller,
) -> Exclusion:
    """Put on record what the member said when it was met: manager and board, without an interest.

    The member reads it. Raises `ExclusionNotFound`, as `open_exclusion` for who may not,
    `StaleExclusion`, `ExclusionStateForbids`, `HearingInvalid`, `TooManyHearings`.
    """
    exclusion, _ = await conducted_exclusion(session, clock, exclusion_id, version=version, by=by)
    if not exclusion.opened_at <= held_at <= clock.now():
        raise HearingInvalid("A hearing was held after the notice", pointer="/held_at")
    await _hear(session, clock, exclusion, "meeting", text=text, held_at=held_at, by=by)
    return exclusion


async def give_statement(
    session: AsyncSession,
    clock: Clock,
    *,
    exclusion_id: UUID,
    text: str,
    version: int | None,
    by: Caller,
) -> Exclusion:
    """Say in writing what the member has to say: its administrators and delegates, in person.

    As often as it wants, until the board has decided. Raises `ExclusionNotFound`,
    `NotItsRepresentative`, `RoleNotHeld`, `PersonOnly`, `StaleExclusion`, `ExclusionStateForbids`,
    `TooManyHearings`.
    """
    exclusion, _ = await own_exclusion(
        session, exclusion_id, operation="give_statement", version=version, by=by
    )
    await _hear(session, clock, exclusion, "statement", text=text, held_at=clock.now(), by=by)
    return exclusion


async def _hear(
    session: AsyncSession,
    clock: Clock,
    exclusion: Exclusion,
    kind: HearingKind,
    *,
    text: str,
    held_at: datetime,
    by: Caller,
) -> None:
    rules.check_step(exclusion.status, "hear", due_at=exclusion.due_at, now=clock.now())
    if await count_hearings(session, exclusion.id) >= MOST_HEARINGS:
        raise TooManyHearings(f"More than {MOST_HEARINGS} records nobody reads")
    exclusion.version += 1
    session.add(
        Hearing(
            id=new_id(),
            exclusion_id=exclusion.id,
            kind=kind,
            text=text,
            held_at=held_at,
            recorded_by=by.subject,
        )
    )
    await session.flush()


async def withdraw_exclusion(
    session: AsyncSession,
    clock: Clock,
    *,
    exclusion_id: UUID,
    reason: str,
    version: int | None,
    by: Caller,
) -> Exclusion:
    """Take an exclusion back before the board votes: who opened it, in office still.

    Where that one is gone, time ends it. The member is told. Raises `ExclusionNotFound`, as
    `open_exclusion` for who may not, `StaleExclusion`, `NotWhoOpenedIt`, `BoardVoteOpen`,
    `ExclusionStateForbids`.
    """
    exclusion, organisation = await conducted_exclusion(
        session, clock, exclusion_id, version=version, by=by
    )
    if exclusion.opened_by != by.subject:
        raise NotWhoOpenedIt("Who opened the exclusion takes it back")
    rules.check_step(exclusion.status, "withdraw", due_at=exclusion.due_at, now=clock.now())
    await check_no_vote(session, exclusion.id)
    exclusion.withdrawal_reason = reason
    await reach(session, clock, exclusion, organisation, "withdrawn")
    return exclusion


async def appeal_exclusion(
    session: AsyncSession,
    clock: Clock,
    *,
    exclusion_id: UUID,
    text: str,
    version: int | None,
    by: Caller,
) -> Exclusion:
    """Appeal to the assembly against what the board decided: the member's administrators may.

    Until the assembly has decided the exclusion does not act; if it does not in the policy's days
    the exclusion lapses. The cluster's manager is told. Raises `ExclusionNotFound`,
    `NotItsRepresentative`, `RoleNotHeld`, `PersonOnly`, `StaleExclusion`, `ExclusionStateForbids`.
    """
    exclusion, organisation = await own_exclusion(
        session, exclusion_id, operation="appeal_exclusion", version=version, by=by
    )
    now = clock.now()
    rules.check_step(exclusion.status, "appeal", due_at=exclusion.due_at, now=now)
    exclusion.appeal, exclusion.appealed_by, exclusion.appealed_at = text, by.subject, now
    await reach(session, clock, exclusion, organisation, "appealed")
    return exclusion


async def record_appeal_decision(
    session: AsyncSession,
    clock: Clock,
    *,
    exclusion_id: UUID,
    outcome: AppealOutcome,
    reference: str,
    decided_on: date,
    version: int | None,
    by: Caller,
) -> Exclusion:
    """Put on record what the assembly decided on the appeal: a manager without an interest may.

    `rejected`: the exclusion acts from now on, and announces `organisation.updated`; `upheld`: it
    is over, and nothing was. Raises `ExclusionNotFound`, `ManagerOnly`, as `open_exclusion` for
    who may not, `StaleExclusion`, `ExclusionStateForbids`, `AssemblyInvalid`, and `AppealTimeRuns`
    for a rejection before the exclusion would have acted without an appeal.
    """
    exclusion, organisation = await conducted_exclusion(
        session, clock, exclusion_id, version=version, by=by
    )
    if not await is_in_office(session, "manager", by=by):
        raise ManagerOnly("The manager keeps the assembly's decisions")
    now = clock.now()
    rules.check_step(exclusion.status, "judge", due_at=exclusion.due_at, now=now)
    appealed_on = _day(cast("datetime", exclusion.appealed_at))
    if not appealed_on <= decided_on <= _day(now):
        raise AssemblyInvalid("The day lies after the appeal, up to today", pointer="/decided_on")
    rules.check_time_to_appeal_over(
        outcome,
        decided_at=cast("datetime", exclusion.decided_at),
        appeal_days=policy_at(exclusion.opened_at).appeal_days,
        now=now,
    )
    exclusion.appeal_outcome, exclusion.assembly_reference = outcome, reference
    exclusion.assembly_on, exclusion.assembly_recorded_by = decided_on, by.subject
    await reach(session, clock, exclusion, organisation, rules.AFTER_APPEAL[outcome])
    return exclusion


async def move_exclusions(session: AsyncSession, clock: Clock) -> None:
    """Let exclusions act, lapse and end whose time has come, and those end that were voted down."""
    for exclusion_id in await exclusions_to_move(session, now=clock.now()):
        exclusion, organisation = await held_exclusion(session, exclusion_id)
        status = cast("ExclusionStatus", exclusion.status)
        if status == "noticed" and await is_rejected(session, exclusion_id):
            await reach(session, clock, exclusion, organisation, "rejected")
        elif exclusion.due_at is not None and exclusion.due_at <= clock.now():
            await reach(session, clock, exclusion, organisation, rules.AFTER_TIME[status])


async def reach(
    session: AsyncSession,
    clock: Clock,
    exclusion: Exclusion,
    organisation: Organisation,
    status: ExclusionStatus,
) -> None:
    """Let an exclusion stand at its next step, tell the member, and say when time goes on.

    Both rows are locked. In force the organisation stands as `excluded`, whether it is a member
    still or has left meanwhile; once admission's months are over as `former`, and may apply.
    """
    now, policy = clock.now(), policy_at(exclusion.opened_at)
    exclusion.status, exclusion.due_at = status, None
    exclusion.version += 1
    if status == "decided":
        exclusion.due_at = rules.days_later(now, policy.appeal_days)
    elif status == "appealed":
        exclusion.due_at = rules.days_later(now, policy.assembly_days)
    elif status == "in_force":
        exclusion.in_force_since = now
        exclusion.due_at = rules.months_later(now, admission_policy_at(now).excluded_months)
        await stand(session, organisation, "excluded", now=now)
    else:
        exclusion.ended_at = now
        # Nothing is decided any more by a vote that time was too short for.
        await end_votes_on(session, clock, exclusion.id)
    if status == "ended" and organisation.standing == "excluded":
        await stand(session, organisation, "former", now=now)
    elif status == "ended" and organisation.standing_beneath == "excluded":
        # It has applied by now: without an admission it is a former member, and not excluded again.
        organisation.standing_beneath = None
    await session.flush()
    await tell_of_exclusion(session, clock, exclusion)


def _day(moment: datetime) -> date:
    return date.fromisoformat(riga_date(moment))
