"""Keeping the step and the turn of an application beside it, so that lists need read no more."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.orm import Application
from registry.admission.policies import policy_at
from registry.admission.repository import Case, case_of
from registry.admission.turns import Progress, progress_of, while_voting
from registry.board_votes.repository import is_voted_on
from registry.vocabulary import CRITERIA, ApplicationStep, Turn


async def settle_turn(session: AsyncSession, application: Application, *, now: datetime) -> bool:
    """Write at which step the application is and whose turn, after something was done to it.

    The row is locked by the caller. The age of a turn begins anew when the step or the turn
    changes; that of a turn that passed by time began when it did. Returns whether either changed.
    """
    if application.status != "submitted":
        return False
    await session.flush()
    found = _progress(await case_of(session, application), now=now)
    if await is_voted_on(session, application.id):
        found = while_voting(found)
    before = Progress(
        step=cast("ApplicationStep", application.open_step),
        turn=cast("Turn", application.open_turn),
    )
    changed = (found.step, found.turn) != (before.step, before.turn)
    if changed:
        passed = application.turn_until
        application.turn_since = passed if passed is not None and passed <= now else now
        application.open_step, application.open_turn = found.step, found.turn
        application.reminded_at = None
    application.turn_until = found.until
    return changed


def answer_by(case: Case) -> datetime | None:
    """Until when the open question is waited for; None before the applicant was reminded."""
    asked = case.open_request
    if asked is None or asked.reminded_at is None:
        return None
    return asked.reminded_at + timedelta(days=policy_at(asked.asked_at).answer_grace_days)


def _progress(case: Case, *, now: datetime) -> Progress:
    last = case.meeting_invitations[-1] if case.meeting_invitations else None
    answers = [row.answered_at for row in case.information_requests if row.answered_at]
    acted = [row.assessed_at for row in case.assessment_history]
    acted += [row.invited_at for row in case.meeting_invitations]
    return progress_of(
        reviewing=case.application.review_started_at is not None or bool(case.assessment_history),
        asked=case.open_request is not None,
        answer_by=answer_by(case),
        answer_unseen=bool(answers) and all(moment < answers[-1] for moment in acted),
        meets_at=last.meets_at if last is not None and last.missed_at is None else None,
        is_invited=last is not None,
        met=case.meeting is not None,
        all_assessed=len(case.assessments) == len(CRITERIA),
        now=now,
    )
