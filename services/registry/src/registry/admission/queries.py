"""Reading applications."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.orm import Application, Assessment, Decision, Meeting, Waiver
from registry.admission.rules import CaseFile
from registry.admission.schemas import (
    ApplicationOut,
    AssessmentOut,
    DecisionOut,
    MeetingOut,
    WaiverOut,
)
from registry.errors import UnknownApplication
from registry.offices.authority import acts_for
from registry.offices.orm import Delegation
from registry.vocabulary import AdmissionKind, ApplicationStatus, Criterion
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches

_OFFICES = ("manager", "board")


async def applications_for(
    session: AsyncSession,
    *,
    paging: Paging,
    status: str | None,
    organisation_id: UUID | None,
    by: Caller,
) -> Page[ApplicationOut]:
    """A page of the applications that the caller may see, the newest first.

    Manager and board see all, anyone else those of the organisations that it represents.
    """
    statement = select(Application)
    if not by.has_role(*_OFFICES):
        represented = select(Delegation.organisation_id).where(
            Delegation.account_id == by.subject, Delegation.office == "representative"
        )
        if by.organisation_id is not None:
            represented = represented.where(Delegation.organisation_id == by.organisation_id)
        statement = statement.where(Application.organisation_id.in_(represented))
    if status is not None:
        statement = statement.where(Application.status == status)
    if organisation_id is not None:
        statement = statement.where(Application.organisation_id == organisation_id)

    async def complete(rows: Sequence[Application]) -> AsyncGenerator[ApplicationOut]:
        for one in await _complete(session, rows):
            yield one

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
    """One application, for manager, board and the applicant's representatives.

    To anyone else it does not exist: who has applied is nobody's business.
    """
    application = await session.get(Application, application_id)
    if application is None or not (
        by.has_role(*_OFFICES)
        or await acts_for(session, organisation_id=application.organisation_id, by=by)
    ):
        raise UnknownApplication("No application has this id")
    (complete,) = await _complete(session, [application])
    return complete


async def application_after(session: AsyncSession, application_id: UUID) -> ApplicationOut:
    """What to answer to whoever has just changed the application."""
    await session.flush()
    application = await session.get_one(Application, application_id)
    (complete,) = await _complete(session, [application])
    return complete


async def _complete(
    session: AsyncSession, applications: Sequence[Application]
) -> list[ApplicationOut]:
    ids = [application.id for application in applications]

    async def rows(table: Any) -> Sequence[Any]:
        found = await session.scalars(select(table).where(table.application_id.in_(ids)))
        return found.all()

    assessments, waivers = await rows(Assessment), await rows(Waiver)
    meetings = {row.application_id: row for row in await rows(Meeting)}
    decisions = {row.application_id: row for row in await rows(Decision)}
    answer = []
    for application in applications:
        own_findings = [row for row in assessments if row.application_id == application.id]
        own_waivers = [row for row in waivers if row.application_id == application.id]
        meeting, decision = meetings.get(application.id), decisions.get(application.id)
        case = CaseFile(
            status=cast("ApplicationStatus", application.status),
            meeting_recorded=meeting is not None,
            findings={cast("Criterion", row.criterion): row.met for row in own_findings},
            waived=frozenset(cast("Criterion", row.criterion) for row in own_waivers),
        )
        answer.append(
            ApplicationOut(
                id=application.id,
                version=application.version,
                organisation_id=application.organisation_id,
                kind=cast("AdmissionKind", application.kind),
                status=case.status,
                statements=application.statements,
                submitted_by=application.submitted_by,
                submitted_at=application.submitted_at,
                assessments=[AssessmentOut.model_validate(row) for row in own_findings],
                waivers=[WaiverOut.model_validate(row) for row in own_waivers],
                meeting=MeetingOut.model_validate(meeting) if meeting else None,
                decision=DecisionOut.model_validate(decision) if decision else None,
                unmet=case.unmet() if application.kind == "ordinary" else [],
            )
        )
    return answer
