"""From an application to a member."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import PLATFORM, account_of
from registry.admission import rules
from registry.admission.dues import dues_class_of
from registry.admission.errors import ApplicationPending
from registry.admission.numbering import number_members
from registry.admission.opening import (
    BOARD,
    MANAGER,
    check_person,
    is_in_office,
    open_case,
    open_own_case,
)
from registry.admission.orm import (
    Application,
    ApplicationEnding,
    Assessment,
    Decision,
)
from registry.admission.policies import policy_at
from registry.admission.progress import answer_by, settle_turn
from registry.admission.repository import Case, case_of, locked_application
from registry.board_votes.matters import Matters
from registry.board_votes.settling import end_votes_on, settle_votes_on
from registry.board_votes.use_cases import declare_interest
from registry.delegations.authorisation import check_speaks_for
from registry.organisations.events import MemberAdmitted, state_of
from registry.organisations.repository import (
    locked_organisation,
    locked_organisations,
)
from registry.organisations.standings import become_candidate, end_candidacy, stand
from registry.permissions import OPENED_BY
from registry.vocabulary import Criterion, Ending, Size
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.rows import flush_or_refuse

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
    size: Size | None = None,
    by: Caller,
) -> Application:
    """Apply for membership, with a statement on each of the seven criteria.

    An administrator of the organisation may, and nobody else: not the manager, unless it is one.
    One application at a time; after a rejection, a withdrawal or a closing, and after leaving the
    cluster, an organisation may apply again. The class of dues comes from sector and `size` by the
    table in force; without a size it is the sector's usual one. It stands as a candidate from now
    on, which everybody sees: announces `organisation.updated`, as does every end of an application
    without admission.
    """
    # That none of the statements is missing is the request's form: `StatementsIn` in schemas.py.
    organisation = await locked_organisation(session, organisation_id, pointer="/organisation_id")
    await check_speaks_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["submit_application"]
    )
    check_person(by)
    rules.check_may_apply(membership=organisation.membership, is_cluster=organisation.is_cluster)
    rules.check_may_return(
        standing=organisation.standing,
        member_until=organisation.member_until,
        months=policy_at(clock.now()).excluded_months,
        now=clock.now(),
    )
    application = Application(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        kind="ordinary",
        status="submitted",
        statements=dict(statements),
        size=size,
        dues_class=dues_class_of(sector=organisation.sector, size=size, at=clock.now()),
        submitted_by=by.subject,
        submitted_at=clock.now(),
        turn_since=clock.now(),
    )
    session.add(application)
    await flush_or_refuse(session, _PENDING)
    await become_candidate(session, organisation, now=clock.now())
    return application


async def assess_criterion(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    criterion: Criterion,
    met: bool,
    note: str,
    by: Caller,
) -> None:
    """Record whether the candidate meets a criterion, and why: the manager's task.

    Assessments append; of one criterion the last before the decision counts. A waiver that was
    given for an earlier one does not excuse it.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    rules.check_undecided(case.file)
    session.add(
        Assessment(
            id=new_id(),
            application_id=application_id,
            criterion=criterion,
            number=1 + sum(row.criterion == criterion for row in case.assessment_history),
            met=met,
            note=note,
            assessed_by=by.subject,
            assessed_at=clock.now(),
        )
    )
    case.application.version += 1
    await settle_turn(session, case.application, now=clock.now())


async def declare_conflict(
    session: AsyncSession,
    clock: Clock,
    *,
    matters: Matters,
    application_id: UUID,
    version: int | None,
    reason: str,
    by: Caller,
) -> None:
    """Say of oneself that one is not impartial towards this candidate: manager and board may.

    Whoever has said so assesses nothing of this application, puts nothing to the vote and votes on
    nothing of it, and cannot take it back. What it did before stays on record, but a ballot in a
    vote that is open does not count, and the vote may be over by that. The candidate is not told.
    """
    application = await locked_application(session, application_id)
    rules.check_officer(
        is_officer=await is_in_office(session, MANAGER, by=by)
        or await is_in_office(session, BOARD, by=by)
    )
    check_person(by)
    rules.check_version(decided_on=version, current=application.version)
    case = await case_of(session, application)
    rules.check_undecided(case.file)
    await declare_interest(session, clock, case_id=application_id, reason=reason, by=by)
    application.version += 1
    await settle_votes_on(session, clock, application_id, matters=matters)


async def withdraw_application(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    reason: str | None,
    by: Caller,
) -> None:
    """Withdraw the application, at any time before it ends: an administrator of the candidate may.

    The candidate may apply again. A vote of the board that is open about it ends.
    """
    case = await open_own_case(session, application_id, version=version, by=by)
    rules.check_undecided(case.file)
    await end_votes_on(session, clock, application_id)
    await _end(session, clock, case, kind="withdrawn", reason=reason, by=by)


async def close_application(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    reason: str,
    by: Caller,
) -> None:
    """Close the application of a candidate that stays away: the manager may, with a reason.

    After as many missed invitations as the policy says, and not once a meeting was held; or after
    a question whose answer was due and is missing some days after a reminder. The candidate may
    apply again.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    answer_due = answer_by(case)
    rules.check_closing(
        case.file, owes_an_answer=answer_due is not None and answer_due <= clock.now()
    )
    await _end(session, clock, case, kind="closed", reason=reason, by=by)


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
    platform itself may (a command, the sample loader), and nobody else. Announces
    `member.admitted` for each.
    """
    rules.check_board(is_board=by is PLATFORM)
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
    await admit(session, clock, organisation_ids)


async def _end(
    session: AsyncSession,
    clock: Clock,
    case: Case,
    *,
    kind: Ending,
    reason: str | None,
    by: Caller,
) -> None:
    await leave_candidates(session, clock, case.application.organisation_id)
    case.application.status = kind
    case.application.version += 1
    session.add(
        ApplicationEnding(
            application_id=case.application.id,
            kind=kind,
            reason=reason,
            ended_by=by.subject,
            ended_at=clock.now(),
        )
    )


async def leave_candidates(session: AsyncSession, clock: Clock, organisation_id: UUID) -> None:
    """Let an organisation be no candidate any more; announces `organisation.updated`."""
    # Before the application's own change is written: who applies at this moment holds the
    # organisation, and would wait for that change to know whether it may.
    organisation = await locked_organisation(session, organisation_id)
    await end_candidacy(session, organisation, now=clock.now())


async def admit(
    session: AsyncSession,
    clock: Clock,
    organisation_ids: Sequence[UUID],
    *,
    dues_classes: Mapping[UUID, str | None] = MappingProxyType({}),
) -> None:
    """Make organisations members: a number, a class of dues, a start.

    Announces `member.admitted`; raises as `check_may_apply` and `check_may_return`.
    """
    organisations = await locked_organisations(session, organisation_ids)
    for organisation in organisations:
        rules.check_may_apply(
            membership=organisation.membership, is_cluster=organisation.is_cluster
        )
        # Excluded since it applied, say: the vote that admits it is void.
        rules.check_may_return(
            standing=organisation.standing,
            member_until=organisation.member_until,
            months=policy_at(clock.now()).excluded_months,
            now=clock.now(),
        )
        await stand(session, organisation, "member", now=clock.now(), announced=False)
        organisation.dues_class = dues_classes.get(organisation.id) or dues_class_of(
            sector=organisation.sector, size=None, at=clock.now()
        )
    await number_members(session, organisations)
    for organisation in organisations:
        await announce(session, state_of(organisation, MemberAdmitted))
