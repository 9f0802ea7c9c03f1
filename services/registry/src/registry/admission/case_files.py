"""Fetching an application with what is on record about it."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.orm import Application, Assessment, Meeting, Waiver
from registry.admission.rules import CaseFile
from registry.errors import UnknownApplication
from registry.offices.authority import holds_office
from registry.vocabulary import ApplicationStatus, Criterion
from shared.callers import Caller


async def open_case(session: AsyncSession, application_id: UUID) -> tuple[Application, CaseFile]:
    """Lock an application and read its case file; raise `UnknownApplication`.

    The lock makes everything that happens to one application happen one after the other: an
    assessment cannot slip in between the board's check and its decision.
    """
    application = await session.get(Application, application_id, with_for_update=True)
    if application is None:
        raise UnknownApplication("No application has this id")
    findings: Sequence[Assessment] = (
        await session.scalars(select(Assessment).where(Assessment.application_id == application_id))
    ).all()
    waived = await session.scalars(
        select(Waiver.criterion).where(Waiver.application_id == application_id)
    )
    meeting = await session.scalar(
        select(Meeting.application_id).where(Meeting.application_id == application_id)
    )
    return application, CaseFile(
        status=cast("ApplicationStatus", application.status),
        meeting_recorded=meeting is not None,
        findings={cast("Criterion", row.criterion): row.met for row in findings},
        waived=frozenset(cast("Criterion", criterion) for criterion in waived),
    )


async def represents_applicant(session: AsyncSession, application: Application, by: Caller) -> bool:
    """Whether the caller has an interest in the outcome."""
    return await holds_office(
        session, account_id=by.subject, organisation_id=application.organisation_id
    )
