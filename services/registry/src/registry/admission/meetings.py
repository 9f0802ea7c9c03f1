"""Inviting the candidate to the in-person meeting, and what is put on record about it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission import rules
from registry.admission.errors import MeetingInvitationNotFound
from registry.admission.opening import open_case
from registry.admission.orm import Meeting, MeetingInvitation
from registry.admission.policies import policy_at
from registry.admission.progress import settle_turn
from registry.admission.repository import Case
from registry.organisations.repository import find_organisation
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def invite_to_meeting(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    meets_at: datetime,
    place: str,
    by: Caller,
) -> None:
    """Put on record when and where the candidate is to be met: the manager's task.

    As many days before as the policy says. A further invitation takes the place of one that was
    not missed.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    now = clock.now()
    rules.check_invitation(
        case.file, meets_at=meets_at, days=policy_at(now).invitation_days, now=now
    )
    session.add(
        MeetingInvitation(
            id=new_id(),
            application_id=application_id,
            number=len(case.meeting_invitations) + 1,
            meets_at=meets_at,
            place=place,
            invited_by=by.subject,
            invited_at=now,
        )
    )
    case.application.version += 1
    await settle_turn(session, case.application, now=now)


async def record_absence(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    invitation_id: UUID,
    version: int | None,
    by: Caller,
) -> None:
    """Record that the candidate did not come where it was invited to: the manager's task.

    Only the last invitation can be missed, once, after its time and while nobody has met.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    invitation = next((row for row in case.meeting_invitations if row.id == invitation_id), None)
    if invitation is None:
        raise MeetingInvitationNotFound("The application has no invitation with this id")
    rules.check_absence(
        case.file,
        meets_at=invitation.meets_at,
        is_last=invitation is case.meeting_invitations[-1],
        missed=invitation.missed_at is not None,
        now=clock.now(),
    )
    invitation.missed_at = clock.now()
    case.application.version += 1
    await settle_turn(session, case.application, now=clock.now())


async def record_meeting(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    held_at: datetime,
    participants: Sequence[str],
    notes: str,
    by: Caller,
) -> None:
    """Record the in-person meeting with the candidate, after it was held: the manager's task.

    It lies neither in the future nor before the candidate's entry in the directory.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    rules.check_meeting(
        case.file, held_at=held_at, entered_at=await _entered_at(session, case), now=clock.now()
    )
    await _put_on_record(
        session, clock, case, held_at=held_at, participants=participants, notes=notes, by=by
    )


async def correct_meeting(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    held_at: datetime,
    participants: Sequence[str],
    notes: str,
    correction: str,
    by: Caller,
) -> None:
    """Say what the record of the meeting should have said, and why it did not: the manager's task.

    Until the board decides. The records before it are kept and shown.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    rules.check_correction(
        case.file, held_at=held_at, entered_at=await _entered_at(session, case), now=clock.now()
    )
    await _put_on_record(
        session,
        clock,
        case,
        held_at=held_at,
        participants=participants,
        notes=notes,
        correction=correction,
        by=by,
    )


async def _entered_at(session: AsyncSession, case: Case) -> datetime:
    return (await find_organisation(session, case.application.organisation_id)).registered_at


async def _put_on_record(
    session: AsyncSession,
    clock: Clock,
    case: Case,
    *,
    held_at: datetime,
    participants: Sequence[str],
    notes: str,
    by: Caller,
    correction: str | None = None,
) -> None:
    session.add(
        Meeting(
            id=new_id(),
            application_id=case.application.id,
            number=len(case.meeting_history) + 1,
            held_at=held_at,
            participants=list(participants),
            notes=notes,
            correction=correction,
            recorded_by=by.subject,
            recorded_at=clock.now(),
        )
    )
    case.application.version += 1
    await settle_turn(session, case.application, now=clock.now())
