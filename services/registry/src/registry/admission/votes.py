"""What the board votes on about an application: admitting, rejecting, waiving a criterion."""

from typing import Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission import rules
from registry.admission.errors import CriterionNotNamed
from registry.admission.opening import open_for_a_vote
from registry.admission.orm import Application, Assessment, Decision, Waiver
from registry.admission.progress import settle_turn
from registry.admission.repository import case_of, find_application, locked_application
from registry.admission.use_cases import admit, leave_candidates
from registry.board_votes.matters import Matter
from registry.board_votes.orm import BoardVote
from registry.board_votes.settling import end_votes_on
from registry.board_votes.use_cases import open_vote
from registry.notices.use_cases import post_notice
from registry.organisations.repository import find_organisation, locked_organisation
from registry.vocabulary import Criterion, Outcome, Proposal
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def put_to_vote(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    proposal: Proposal,
    criterion: Criterion | None,
    reason: str,
    by: Caller,
) -> BoardVote:
    """Let the board vote on a candidate: manager or a member of the board may, not if concerned.

    `admitted` needs the in-person meeting and every criterion met or waived; `rejected` the
    meeting, or as many missed invitations as the policy says; `waived` an assessment of `criterion`
    as unmet, and excuses it alone. The passed vote is the decision: an admission makes the
    organisation a member, with the next number and its class of dues, and announces
    `member.admitted`. While it is open the manager changes
    nothing on record, and the candidate may withdraw. A vote that is rejected decides nothing.

    Raises `ApplicationNotFound`, `OfficerOnly`, `OwnApplication`, `ConflictOfInterest`,
    `PersonOnly`, `StaleApplication`, `CriterionNotNamed`, what forbids the proposal now, and as
    opening any vote of the board does: `BoardVoteOpen`, `BoardTooSmall`, `RejectedLately`.
    """
    case = await open_for_a_vote(session, clock, application_id, version=version, by=by)
    if (criterion is not None) != (proposal == "waived"):
        raise CriterionNotNamed(
            "A waiver, and nothing else, names a criterion", pointer="/criterion"
        )
    subject_id = application_id
    if criterion is not None:
        rules.check_waiver(case.file, criterion)
        subject_id = next(row.id for row in case.assessments if row.criterion == criterion)
    else:
        rules.check_decision(case.file, cast("Outcome", proposal))
    vote = await open_vote(
        session,
        clock,
        matter="waiver" if proposal == "waived" else "admission",
        subject_id=subject_id,
        case_id=application_id,
        organisation_id=case.application.organisation_id,
        proposal=proposal,
        reason=reason,
        by=by,
    )
    await _settle(session, clock, case.application)
    return vote


async def _decide(session: AsyncSession, clock: Clock, vote: BoardVote) -> None:
    """Admit or reject as the board has voted, and tell the administrators.

    Announces `member.admitted`, or `organisation.updated` of who is no candidate any more.
    """
    application = await find_application(session, vote.case_id)
    outcome = cast("Outcome", vote.proposal)
    rules.check_decision((await case_of(session, application)).file, outcome)
    if outcome == "rejected":
        await leave_candidates(session, clock, application.organisation_id)
    else:
        # First, as whoever applies does: two that lock in one order never wait in a circle.
        await locked_organisation(session, application.organisation_id)
    application.status = outcome
    application.version += 1
    session.add(
        Decision(
            application_id=application.id,
            outcome=outcome,
            reason=vote.reason,
            decided_by=None,
            decided_at=clock.now(),
            vote_id=vote.id,
        )
    )
    organisation = await find_organisation(session, application.organisation_id)
    await post_notice(
        session,
        clock,
        organisation_id=organisation.id,
        role="administrator",
        template="membership_admitted" if outcome == "admitted" else "membership_rejected",
        values={"organisation": organisation.name},
        link=f"/v1/registry/applications/{application.id}",
    )
    # Those on waivers: there is nothing to excuse any more.
    await end_votes_on(session, clock, application.id)
    if outcome == "admitted":
        await admit(
            session,
            clock,
            [application.organisation_id],
            dues_classes={application.organisation_id: application.dues_class},
        )


async def _waive(session: AsyncSession, clock: Clock, vote: BoardVote) -> None:
    """Put the waiver on record for the assessment that the board has voted on."""
    application = await find_application(session, vote.case_id)
    assessment = await session.get_one(Assessment, vote.subject_id)
    rules.check_waiver(
        (await case_of(session, application)).file, cast("Criterion", assessment.criterion)
    )
    session.add(
        Waiver(
            id=new_id(),
            application_id=application.id,
            criterion=assessment.criterion,
            assessment_id=assessment.id,
            reason=vote.reason,
            granted_by=vote.opened_by,
            granted_at=clock.now(),
            vote_id=vote.id,
        )
    )
    application.version += 1
    await session.flush()


async def _go_on(session: AsyncSession, clock: Clock, vote: BoardVote) -> None:
    """Pass the turn on from the board, unless the vote has ended the application."""
    await _settle(session, clock, await find_application(session, vote.case_id))


async def _settle(session: AsyncSession, clock: Clock, application: Application) -> None:
    if await settle_turn(session, application, now=clock.now()):
        application.version += 1


ADMISSION: Final = Matter(hold=locked_application, carry_out=_decide, ended=_go_on)
WAIVER: Final = Matter(hold=locked_application, carry_out=_waive, ended=_go_on)
