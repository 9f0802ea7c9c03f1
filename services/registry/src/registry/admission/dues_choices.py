"""Setting another class of dues than the table's."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission import rules
from registry.admission.dues import check_dues_class
from registry.admission.membership_orm import DuesClassChoice
from registry.admission.opening import open_case
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def set_dues_class(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    dues_class: str,
    reason: str,
    by: Caller,
) -> None:
    """Set another class of dues than sector and size give, before the decision: the manager's task.

    The reason is shown to the applicant; the last class that was set counts, all are kept. Raises
    `DuesClassUnknown` for one that the table in force does not have.
    """
    case = await open_case(session, clock, application_id, version=version, by=by)
    rules.check_undecided(case.file)
    check_dues_class(dues_class, at=clock.now())
    earlier = await session.scalar(
        select(func.count()).where(DuesClassChoice.application_id == application_id)
    )
    session.add(
        DuesClassChoice(
            id=new_id(),
            application_id=application_id,
            number=(earlier or 0) + 1,
            dues_class=dues_class,
            reason=reason,
            set_by=by.subject,
            set_at=clock.now(),
        )
    )
    case.application.dues_class = dues_class
    case.application.version += 1
