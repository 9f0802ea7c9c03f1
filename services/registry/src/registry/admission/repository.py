"""Finding applications, and what is on record about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.errors import ApplicationNotFound
from registry.admission.orm import Application, Assessment, Decision, Meeting, Waiver
from registry.admission.rules import CaseFile
from registry.vocabulary import ApplicationStatus, Criterion
from shared.rows import locked_row

Record = TypeVar("Record", Assessment, Waiver, Meeting, Decision)


@dataclass(frozen=True, slots=True)
class Case:
    """An application with everything on record about it."""

    application: Application
    assessments: Sequence[Assessment]
    waivers: Sequence[Waiver]
    meeting: Meeting | None
    decision: Decision | None

    @property
    def file(self) -> CaseFile:
        """The same as the rules judge it."""
        return CaseFile(
            status=cast("ApplicationStatus", self.application.status),
            meeting_recorded=self.meeting is not None,
            findings={cast("Criterion", row.criterion): row.met for row in self.assessments},
            waived=frozenset(cast("Criterion", row.criterion) for row in self.waivers),
        )

    @property
    def unmet(self) -> Sequence[Criterion]:
        """What still stands in the way of admission; a founding member was measured by nothing."""
        return self.file.unmet() if self.application.kind == "ordinary" else []


async def find_application(session: AsyncSession, application_id: UUID) -> Application:
    """Return the application; raise `ApplicationNotFound`."""
    return _found(await session.get(Application, application_id))


async def locked_application(session: AsyncSession, application_id: UUID) -> Application:
    """The same, locked until the transaction ends.

    The lock makes everything that happens to one application happen one after the other: an
    assessment cannot slip in between the board's check and its decision.
    """
    return _found(await locked_row(session, Application, application_id))


async def case_of(session: AsyncSession, application: Application) -> Case:
    """What is on record about the application."""
    (case,) = await cases_of(session, [application])
    return case


async def cases_of(session: AsyncSession, applications: Sequence[Application]) -> list[Case]:
    """What is on record about each of the applications, in their order."""
    ids = [application.id for application in applications]
    assessments = await _about(session, Assessment, ids)
    waivers = await _about(session, Waiver, ids)
    meetings = await _about(session, Meeting, ids)
    decisions = await _about(session, Decision, ids)
    return [
        Case(
            application=application,
            assessments=[row for row in assessments if row.application_id == application.id],
            waivers=[row for row in waivers if row.application_id == application.id],
            meeting=next((row for row in meetings if row.application_id == application.id), None),
            decision=next((row for row in decisions if row.application_id == application.id), None),
        )
        for application in applications
    ]


def _found(application: Application | None) -> Application:
    if application is None:
        raise ApplicationNotFound("No application has this id")
    return application


async def _about(
    session: AsyncSession, kind: type[Record], ids: Sequence[UUID]
) -> Sequence[Record]:
    return (await session.scalars(select(kind).where(kind.application_id.in_(ids)))).all()
