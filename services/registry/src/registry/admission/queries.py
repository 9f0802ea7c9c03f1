"""Reading applications."""

from collections.abc import Collection
from typing import get_args
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from registry.admission.errors import ApplicationNotFound
from registry.admission.orm import Application
from registry.admission.repository import Case, case_of, find_application
from registry.admission.review_orm import Evidence
from registry.admission.schemas import (
    ApplicationOut,
    ApplicationSummaryOut,
    ConflictOut,
    EvidenceOut,
)
from registry.board_votes.orm import DeclaredConflict
from registry.delegations.authorisation import acts_for, holds_office
from registry.delegations.orm import Delegation
from registry.offices.queries import people_behind
from registry.permissions import OPENED_BY
from registry.vocabulary import Ending, Outcome, Role
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of

_OFFICES = ("manager", "board")


async def list_applications(
    session: AsyncSession,
    *,
    paging: Paging,
    status: str | None,
    step: str | None,
    turn: str | None,
    sort: str,
    organisation_id: UUID | None,
    by: Caller,
) -> Page[ApplicationSummaryOut]:
    """Applications in short, the newest first: manager and board see all, others their own.

    Their own are those of the organisations that they administer, or speak for as delegates.
    `turn`, `step` of one that has not ended, and `sort=waits_since` leave out what has ended; the
    latter begins with who has waited longest.
    """
    statement = select(Application)
    if not by.has_role(*_OFFICES):
        represented = select(Delegation.organisation_id).where(
            Delegation.account_id == by.subject,
            Delegation.office == "representative",
            Delegation.roles.overlap(sorted(OPENED_BY["list_applications"])),
        )
        if by.organisation_id is not None:
            represented = represented.where(Delegation.organisation_id == by.organisation_id)
        statement = statement.where(Application.organisation_id.in_(represented))
    if step is not None:
        statement = statement.where(_at_step(step))
    if turn is not None:
        statement = statement.where(
            Application.status == "submitted", Application.open_turn == turn
        )
    if status is not None:
        statement = statement.where(Application.status == status)
    if organisation_id is not None:
        statement = statement.where(Application.organisation_id == organisation_id)
    keys = [Key(Application.id, lambda row: row.id, descending=True)]
    if sort == "waits_since":
        statement = statement.where(Application.status == "submitted")
        keys = [
            Key(Application.turn_since, lambda row: row.turn_since),
            Key(Application.id, lambda row: row.id),
        ]
    return await page_of(
        session,
        # The statements are up to 70,000 characters, and in no summary.
        statement.options(defer(Application.statements, raiseload=True)),
        keys=keys,
        paging=paging,
        to_item=ApplicationSummaryOut.model_validate,
    )


def _at_step(step: str) -> ColumnElement[bool]:
    if step == "decided":
        return Application.status.in_(get_args(Outcome))
    if step in get_args(Ending):
        return Application.status == step
    return and_(Application.status == "submitted", Application.open_step == step)


async def show_application(
    session: AsyncSession, *, application_id: UUID, by: Caller
) -> ApplicationOut:
    """One application with everything on record: for manager and board, and for the
    applicant's administrators and delegates.

    To anyone else it does not exist: who has applied is nobody's business.
    """
    application = await _readable(
        session, application_id, by=by, roles=OPENED_BY["show_application"]
    )
    return await _shown(session, await case_of(session, application))


async def list_conflicts(
    session: AsyncSession, *, application_id: UUID, paging: Paging, by: Caller
) -> Page[ConflictOut]:
    """Who declared a conflict of interest in an application, and why: for manager and board.

    Not for those of them who are the candidate's people; to all others it does not exist.
    """
    application = await find_application(session, application_id)
    if not by.has_role(*_OFFICES) or await holds_office(
        session, account_id=by.subject, organisation_id=application.organisation_id
    ):
        raise ApplicationNotFound("No application has this id")
    return await page_of(
        session,
        select(DeclaredConflict).where(DeclaredConflict.case_id == application_id),
        keys=[Key(DeclaredConflict.declared_by, lambda row: row.declared_by)],
        paging=paging,
        to_item=ConflictOut.model_validate,
    )


async def application_after(session: AsyncSession, application_id: UUID) -> ApplicationOut:
    """What to answer to whoever has just changed the application."""
    await session.flush()
    application = await find_application(session, application_id)
    return await _shown(session, await case_of(session, application))


async def list_evidence(
    session: AsyncSession, *, application_id: UUID, paging: Paging, by: Caller
) -> Page[EvidenceOut]:
    """What the applicant shows for its criteria, the oldest first, what was withdrawn too.

    For manager and board, and for the applicant's administrators and delegates; to anyone else the
    application does not exist.
    """
    await _readable(session, application_id, by=by, roles=OPENED_BY["list_evidence"])
    return await page_of(
        session,
        select(Evidence).where(Evidence.application_id == application_id),
        keys=[Key(Evidence.id, lambda row: row.id)],
        paging=paging,
        to_item=EvidenceOut.model_validate,
    )


async def _readable(
    session: AsyncSession, application_id: UUID, *, by: Caller, roles: Collection[Role]
) -> Application:
    application = await find_application(session, application_id)
    if not by.has_role(*_OFFICES) and not await acts_for(
        session, organisation_id=application.organisation_id, by=by, roles=roles
    ):
        raise ApplicationNotFound("No application has this id")
    return application


async def _shown(session: AsyncSession, case: Case) -> ApplicationOut:
    people = await people_behind(session, _people_of(case))
    return ApplicationOut.model_validate(case).model_copy(update={"people": people})


def _people_of(case: Case) -> set[UUID | None]:
    return {
        case.application.submitted_by,
        case.application.review_started_by,
        *(row.asked_by for row in case.information_requests),
        *(row.answered_by for row in case.information_requests),
        *(row.assessed_by for row in case.assessment_history),
        *(row.granted_by for row in case.waiver_history),
        *(row.recorded_by for row in case.meeting_history),
        *(row.invited_by for row in case.meeting_invitations),
        *(row.set_by for row in case.dues_class_choices),
        case.ending.ended_by if case.ending else None,
        case.decision.decided_by if case.decision else None,
    }
