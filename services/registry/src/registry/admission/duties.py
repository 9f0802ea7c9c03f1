"""What admission does by time: turns pass, and whoever is slow is reminded, once."""

from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.numbering import number_earlier_members
from registry.admission.orm import Application
from registry.admission.policies import policy_at
from registry.admission.progress import settle_turn
from registry.admission.review_orm import InformationRequest
from registry.notices.use_cases import post_notice
from registry.organisations.repository import find_cluster
from shared.clocks import Clock
from shared.duties import Duty

_AT_ONCE: Final = 500
_IN_THE_CLUSTER: Final = {"manager": "manager", "board": "board"}


async def move_applications(session: AsyncSession, clock: Clock) -> None:
    """Remind of questions whose time is over, pass turns on by time, and remind whose turn it is.

    Once in a step, after the days of the policy: the applicant's administrators, the manager, or
    the board.
    """
    now = clock.now()
    late = await session.scalars(
        select(InformationRequest)
        .join(Application, Application.id == InformationRequest.application_id)
        .where(
            Application.status == "submitted",
            InformationRequest.answered_at.is_(None),
            InformationRequest.taken_back_at.is_(None),
            InformationRequest.reminded_at.is_(None),
            InformationRequest.due_at <= now,
        )
        .order_by(InformationRequest.id)
        .limit(_AT_ONCE)
    )
    due = {row.application_id: row for row in late.all()}
    applications = await session.scalars(
        select(Application)
        .where(
            Application.status == "submitted",
            or_(Application.id.in_(due), Application.turn_until <= now),
        )
        .order_by(Application.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, of=Application)
        .execution_options(populate_existing=True)
    )
    for application in applications.all():
        asked = due.get(application.id)
        if asked is not None:
            await session.refresh(asked)
            if asked.is_open:
                asked.reminded_at = now
                await _remind(session, clock, application, template="information_overdue")
        await settle_turn(session, application, now=now)
        application.version += 1
    await _remind_of_turns(session, clock)


async def _remind_of_turns(session: AsyncSession, clock: Clock) -> None:
    now = clock.now()
    before = now - timedelta(days=policy_at(now).reminder_days)
    slow = await session.scalars(
        select(Application)
        .where(
            Application.status == "submitted",
            Application.reminded_at.is_(None),
            Application.turn_since <= before,
            # Who is to answer is reminded when the time for that is over.
            Application.open_turn.in_(("manager", "board")),
        )
        .order_by(Application.turn_since)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for application in slow.all():
        application.reminded_at = now
        await _remind(session, clock, application, template="application_waits")


async def _remind(
    session: AsyncSession, clock: Clock, application: Application, *, template: str
) -> None:
    cluster = await find_cluster(session)
    office = _IN_THE_CLUSTER.get(application.open_turn)
    if office is not None and cluster is None:
        return
    await post_notice(
        session,
        clock,
        organisation_id=cluster.id if office and cluster else application.organisation_id,
        role=office or "administrator",  # type: ignore[arg-type]
        template=template,
        values={},
        link=f"/v1/registry/applications/{application.id}",
    )


DUTIES: Final = (
    Duty("number_earlier_members", timedelta(minutes=10), number_earlier_members),
    Duty("move_applications", timedelta(minutes=1), move_applications),
)
