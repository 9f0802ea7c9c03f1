"""Reading applications."""

from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.errors import ApplicationNotFound
from registry.admission.orm import Application
from registry.admission.repository import Case, case_of, cases_of, find_application
from registry.admission.schemas import ApplicationOut, ConflictOut
from registry.board_votes.orm import DeclaredConflict
from registry.delegations.authorisation import acts_for, holds_office
from registry.delegations.orm import Delegation
from registry.offices.queries import people_behind
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of, page_of_batches

_OFFICES = ("manager", "board")


async def list_applications(
    session: AsyncSession,
    *,
    paging: Paging,
    status: str | None,
    organisation_id: UUID | None,
    by: Caller,
) -> Page[ApplicationOut]:
    """Applications, the newest first: manager and board see all, others their own.

    Their own are those of the organisations that they administer, or speak for as delegates.
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
    if status is not None:
        statement = statement.where(Application.status == status)
    if organisation_id is not None:
        statement = statement.where(Application.organisation_id == organisation_id)

    async def complete(rows: Sequence[Application]) -> AsyncGenerator[ApplicationOut]:
        for shown in await _shown(session, await cases_of(session, rows)):
            yield shown

    return await page_of_batches(
        session,
        statement,
        keys=[Key(Application.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=complete,
    )


async def show_application(
    session: AsyncSession, *, application_id: UUID, by: Caller
) -> ApplicationOut:
    """One application with everything on record: for manager and board, and for the
    applicant's administrators and delegates.

    To anyone else it does not exist: who has applied is nobody's business.
    """
    application = await find_application(session, application_id)
    if not by.has_role(*_OFFICES) and not await acts_for(
        session,
        organisation_id=application.organisation_id,
        by=by,
        roles=OPENED_BY["show_application"],
    ):
        raise ApplicationNotFound("No application has this id")
    (shown,) = await _shown(session, [await case_of(session, application)])
    return shown


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
    (shown,) = await _shown(session, [await case_of(session, application)])
    return shown


async def _shown(session: AsyncSession, cases: Sequence[Case]) -> list[ApplicationOut]:
    ids = [_people_of(case) for case in cases]
    people = await people_behind(session, set().union(*ids))
    return [
        ApplicationOut.model_validate(case).model_copy(
            update={"people": [one for one in people if one.id in behind]}
        )
        for case, behind in zip(cases, ids, strict=True)
    ]


def _people_of(case: Case) -> set[UUID | None]:
    return {
        case.application.submitted_by,
        *(row.assessed_by for row in case.assessment_history),
        *(row.granted_by for row in case.waiver_history),
        *(row.recorded_by for row in case.meeting_history),
        *(row.invited_by for row in case.meeting_invitations),
        *(row.set_by for row in case.dues_class_choices),
        case.ending.ended_by if case.ending else None,
        case.decision.decided_by if case.decision else None,
    }
