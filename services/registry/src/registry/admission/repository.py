"""Finding applications, and what is on record about each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.errors import ApplicationNotFound
from registry.admission.membership_orm import DuesClassChoice
from registry.admission.orm import (
    Application,
    ApplicationEnding,
    Assessment,
    Decision,
    Meeting,
    MeetingInvitation,
    Waiver,
)
from registry.admission.policies import policy_at
from registry.admission.review_orm import InformationRequest
from registry.admission.rules import CaseFile
from registry.vocabulary import CRITERIA, ApplicationStatus, Criterion
from shared.rows import locked_row

Record = TypeVar(
    "Record",
    Assessment,
    Waiver,
    Meeting,
    MeetingInvitation,
    Decision,
    ApplicationEnding,
    DuesClassChoice,
    InformationRequest,
)


@dataclass(frozen=True, slots=True)
class Case:
    """An application with everything on record about it."""

    application: Application
    assessment_history: Sequence[Assessment]
    waiver_history: Sequence[Waiver]
    meeting_history: Sequence[Meeting]
    meeting_invitations: Sequence[MeetingInvitation]
    decision: Decision | None
    ending: ApplicationEnding | None
    dues_class_choices: Sequence[DuesClassChoice] = ()
    information_requests: Sequence[InformationRequest] = ()

    @property
    def open_request(self) -> InformationRequest | None:
        """The question that waits for its answer."""
        return next((row for row in self.information_requests if row.is_open), None)

    @property
    def assessments(self) -> Sequence[Assessment]:
        """Of each criterion the last finding, the one that counts; in the criteria's order."""
        last = {row.criterion: row for row in self.assessment_history}
        return [last[criterion] for criterion in CRITERIA if criterion in last]

    @property
    def waivers(self) -> Sequence[Waiver]:
        """Those that excuse a finding that counts."""
        counting = {row.id for row in self.assessments}
        return [row for row in self.waiver_history if row.assessment_id in counting]

    @property
    def meeting(self) -> Meeting | None:
        """The meeting as it was recorded last."""
        return self.meeting_history[-1] if self.meeting_history else None

    @property
    def file(self) -> CaseFile:
        """The same as the rules judge it."""
        return CaseFile(
            status=cast("ApplicationStatus", self.application.status),
            meeting_recorded=self.meeting is not None,
            findings={cast("Criterion", row.criterion): row.met for row in self.assessments},
            waived=frozenset(cast("Criterion", row.criterion) for row in self.waivers),
            missed=sum(row.missed_at is not None for row in self.meeting_invitations),
            enough_missed=policy_at(self.application.submitted_at).missed_meetings,
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
    assessments = _by_case(await _about(session, Assessment, ids), key=lambda row: row.number)
    waivers = _by_case(await _about(session, Waiver, ids), key=lambda row: row.granted_at)
    meetings = _by_case(await _about(session, Meeting, ids), key=lambda row: row.number)
    invitations = _by_case(
        await _about(session, MeetingInvitation, ids), key=lambda row: row.number
    )
    choices = _by_case(await _about(session, DuesClassChoice, ids), key=lambda row: row.number)
    questions = _by_case(await _about(session, InformationRequest, ids), key=lambda row: row.number)
    decisions = {row.application_id: row for row in await _about(session, Decision, ids)}
    endings = {row.application_id: row for row in await _about(session, ApplicationEnding, ids)}
    return [
        Case(
            application=application,
            assessment_history=assessments.get(application.id, []),
            waiver_history=waivers.get(application.id, []),
            meeting_history=meetings.get(application.id, []),
            meeting_invitations=invitations.get(application.id, []),
            decision=decisions.get(application.id),
            ending=endings.get(application.id),
            dues_class_choices=choices.get(application.id, []),
            information_requests=questions.get(application.id, []),
        )
        for application in applications
    ]


def _by_case(rows: Sequence[Record], *, key: Callable[[Record], Any]) -> dict[UUID, list[Record]]:
    by_case: dict[UUID, list[Record]] = {}
    for row in sorted(rows, key=key):
        by_case.setdefault(row.application_id, []).append(row)
    return by_case


def _found(application: Application | None) -> Application:
    if application is None:
        raise ApplicationNotFound("No application has this id")
    return application


async def _about(
    session: AsyncSession, kind: type[Record], ids: Sequence[UUID]
) -> Sequence[Record]:
    return (await session.scalars(select(kind).where(kind.application_id.in_(ids)))).all()
