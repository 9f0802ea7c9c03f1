"""Taking an application under review, asking the applicant, and its answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission import rules
from registry.admission.errors import (
    InformationAsked,
    InformationRequestNotFound,
    NothingAsked,
    UnderReview,
)
from registry.admission.opening import open_case, open_own_case
from registry.admission.policies import policy_at
from registry.admission.progress import settle_turn
from registry.admission.repository import Case
from registry.admission.review_orm import InformationRequest
from registry.vocabulary import Criterion
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import flush_or_refuse

_ASKED = {"uq_information_requests_one_open": InformationAsked("A question waits for its answer")}


async def start_review(
    session: AsyncSession, clock: Clock, *, application_id: UUID, version: int | None, by: Caller
) -> None:
    """Take an application under review, once: the manager's task. Raises `UnderReview`."""
    case = await open_case(session, clock, application_id, version=version, by=by)
    rules.check_undecided(case.file)
    application = case.application
    if application.review_started_at is not None:
        raise UnderReview("The application is under review")
    application.review_started_at, application.review_started_by = clock.now(), by.subject
    application.version += 1
    await settle_turn(session, application, now=clock.now())


async def request_information(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    criteria: Sequence[Criterion],
    text: str,
    due_at: datetime,
    by: Caller,
) -> None:
    """Ask the applicant for information about criteria, until a moment: the manager's task.

    One question at a time, any number one after the other, each with so many days to answer as the
    policy says. After the moment the applicant is reminded once, and may still answer; some days
    later it is the manager's turn, who may close, ask anew, or go on without. Raises
    `InformationAsked`, `DueDateImpossible`.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    now = clock.now()
    policy = policy_at(now)
    rules.check_undecided(case.file)
    rules.check_due(due_at, least=policy.answer_days, most=policy.longest_answer_days, now=now)
    session.add(
        InformationRequest(
            id=new_id(),
            application_id=application_id,
            number=len(case.information_requests) + 1,
            criteria=list(criteria),
            text=text,
            due_at=due_at,
            asked_by=by.subject,
            asked_at=now,
        )
    )
    await flush_or_refuse(session, _ASKED)
    if case.application.review_started_at is None:
        case.application.review_started_at = now
        case.application.review_started_by = by.subject
    case.application.version += 1
    await settle_turn(session, case.application, now=now)


async def answer_request(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    request_id: UUID,
    version: int | None,
    answer: str,
    by: Caller,
) -> None:
    """Answer the manager's question, also late: an administrator of the candidate may.

    What is to be shown beside is added as evidence. Raises `InformationRequestNotFound`,
    `NothingAsked` for a question that was answered or taken back.
    """
    case = await open_own_case(session, application_id, version=version, by=by)
    asked = _open_question(case, request_id)
    asked.answer, asked.answered_by, asked.answered_at = answer, by.subject, clock.now()
    case.application.version += 1
    await settle_turn(session, case.application, now=clock.now())


async def take_back_request(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    request_id: UUID,
    version: int | None,
    by: Caller,
) -> None:
    """Take back a question that has no answer, and go on without: the manager's task.

    Raises `InformationRequestNotFound`, `NothingAsked`.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    _open_question(case, request_id).taken_back_at = clock.now()
    case.application.version += 1
    await settle_turn(session, case.application, now=clock.now())


def _open_question(case: Case, request_id: UUID) -> InformationRequest:
    asked = next((row for row in case.information_requests if row.id == request_id), None)
    if asked is None:
        raise InformationRequestNotFound("The application has no question with this id")
    rules.check_undecided(case.file)
    if not asked.is_open:
        raise NothingAsked("The question was answered or taken back")
    return asked
