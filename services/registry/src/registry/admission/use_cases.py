"""From an application to a member."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import account_of
from registry.admission import rules
from registry.admission.case_files import open_case, represents_applicant
from registry.admission.orm import Application, Assessment, Decision, Meeting, Waiver
from registry.database import flush_or_refuse
from registry.errors import ApplicationPending, PersonOnly
from registry.offices.authority import check_acts_for
from registry.organisations.events import MemberAdmitted, state_of
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from registry.vocabulary import Criterion, Outcome
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce

_PENDING = {
    "uq_applications_one_pending": ApplicationPending(
        "The organisation has an application that is not decided yet", pointer="/organisation_id"
    )
}


async def submit_application(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    statements: Mapping[Criterion, str],
    by: Caller,
) -> Application:
    """Apply for membership, with a statement on each of the seven criteria.

    A representative of the organisation may. One application at a time; after a rejection, and
    after leaving the cluster, an organisation may apply again.
    """
    # That none of the statements is missing is the request's form: `Statements` in schemas.py.
    organisation = await locked_organisation(session, organisation_id, pointer="/organisation_id")
    await check_acts_for(session, organisation_id=organisation_id, by=by)
    _check_person(by)
    rules.check_may_apply(membership=organisation.membership)
    application = Application(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        kind="ordinary",
        status="submitted",
        statements=dict(statements),
        submitted_by=by.subject,
        submitted_at=clock.now(),
    )
    session.add(application)
    await flush_or_refuse(session, _PENDING)
    return application


async def assess_criterion(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    criterion: Criterion,
    met: bool,
    note: str,
    by: Caller,
) -> None:
    """Record whether the candidate meets a criterion, and why: the manager's task.

    A later assessment of the same criterion replaces the earlier one until the board decides.
    """
    application, case = await open_case(session, application_id)
    rules.check_manager(
        is_manager=by.has_role("manager"),
        represents_applicant=await represents_applicant(session, application, by),
    )
    _check_person(by)
    rules.check_undecided(case)
    values = {"met": met, "note": note, "assessed_by": by.subject, "assessed_at": clock.now()}
    await session.execute(
        insert(Assessment)
        .values(application_id=application_id, criterion=criterion, **values)
        .on_conflict_do_update(
            index_elements=[Assessment.application_id, Assessment.criterion], set_=values
        )
    )
    application.version += 1


async def waive_criterion(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    criterion: Criterion,
    reason: str,
    by: Caller,
) -> None:
    """Let an unmet criterion not stand in the way, with the reason on record: the board may."""
    application, case = await open_case(session, application_id)
    rules.check_board(
        is_board=by.has_role("board"),
        represents_applicant=await represents_applicant(session, application, by),
    )
    _check_person(by)
    rules.check_waiver(case, criterion)
    session.add(
        Waiver(
            application_id=application_id,
            criterion=criterion,
            reason=reason,
            granted_by=by.subject,
            granted_at=clock.now(),
        )
    )
    application.version += 1


async def record_meeting(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    held_at: datetime,
    participants: Sequence[str],
    notes: str,
    by: Caller,
) -> None:
    """Record the in-person meeting with the candidate, after it was held: the manager's task."""
    application, case = await open_case(session, application_id)
    rules.check_manager(
        is_manager=by.has_role("manager"),
        represents_applicant=await represents_applicant(session, application, by),
    )
    _check_person(by)
    rules.check_meeting(case, held_at=held_at, now=clock.now())
    session.add(
        Meeting(
            application_id=application_id,
            held_at=held_at,
            participants=list(participants),
            notes=notes,
            recorded_by=by.subject,
            recorded_at=clock.now(),
        )
    )
    application.version += 1


async def decide(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    outcome: Outcome,
    reason: str,
    by: Caller,
) -> None:
    """Admit or reject the candidate, once: the board's decision.

    Refused before the in-person meeting, and an admission while a criterion is neither met nor
    waived. An admission makes the organisation a member and announces `member.admitted`.
    """
    application, case = await open_case(session, application_id)
    rules.check_board(
        is_board=by.has_role("board"),
        represents_applicant=await represents_applicant(session, application, by),
    )
    _check_person(by)
    rules.check_decision(case, outcome)
    application.status = outcome
    application.version += 1
    session.add(
        Decision(
            application_id=application_id,
            outcome=outcome,
            reason=reason,
            decided_by=by.subject,
            decided_at=clock.now(),
        )
    )
    if outcome == "admitted":
        await _admit(session, clock, [application.organisation_id])


async def record_founding_members(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_ids: Sequence[UUID],
    by: Caller,
    reason: str = "Founding member of the cluster",
) -> None:
    """Record that organisations founded the cluster: members without having applied.

    There was no board yet to decide on them, so the admission is of the kind `founding`. The
    platform itself may (bootstrap, the sample loader), and the board. Announces
    `member.admitted` for each.
    """
    rules.check_board(is_board=by.has_role("board"), represents_applicant=False)
    applications = [
        Application(
            id=new_id(),
            version=1,
            organisation_id=organisation_id,
            kind="founding",
            status="admitted",
            statements={},
            submitted_by=None,
            submitted_at=clock.now(),
        )
        for organisation_id in organisation_ids
    ]
    session.add_all(applications)
    await session.flush()
    session.add_all(
        Decision(
            application_id=application.id,
            outcome="admitted",
            reason=reason,
            decided_by=account_of(by),
            decided_at=clock.now(),
        )
        for application in applications
    )
    await _admit(session, clock, organisation_ids)


async def _admit(session: AsyncSession, clock: Clock, organisation_ids: Sequence[UUID]) -> None:
    organisations = (
        await session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(organisation_ids))
            .order_by(Organisation.id)
            .with_for_update()
        )
    ).all()
    for organisation in organisations:
        rules.check_may_apply(membership=organisation.membership)
        organisation.membership = "member"
        organisation.member_since = clock.now()
        organisation.version += 1
        await announce(session, state_of(organisation, MemberAdmitted))


def _check_person(by: Caller) -> None:
    # Who assessed and who decided is put on record as a person; a machine account is none.
    if by.kind != "person":
        raise PersonOnly("Only a person can do this, by its own login")
