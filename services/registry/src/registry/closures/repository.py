"""Finding closures, for a manager that has no interest in the entry."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.interests import is_tied
from registry.admission.opening import MANAGER, check_person, is_in_office
from registry.admission.rules import check_disinterested, check_manager
from registry.closures.errors import ClosureNotFound, ExclusionStands
from registry.closures.orm import Closure
from registry.closures.rules import check_current
from registry.delegations.authorisation import holds_office
from registry.exclusions.orm import Exclusion
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from shared.callers import Caller
from shared.clocks import Clock
from shared.rows import locked_row


async def check_manages(
    session: AsyncSession, clock: Clock, organisation_id: UUID, *, by: Caller
) -> None:
    """Raise `ManagerOnly`, `PersonOnly`, or `OwnApplication` and `ConflictOfInterest` for who is,
    or lately was, tied to the entry."""
    check_manager(is_manager=await is_in_office(session, MANAGER, by=by))
    check_person(by)
    check_disinterested(
        represents_applicant=await holds_office(
            session, account_id=by.subject, organisation_id=organisation_id
        ),
        is_tied=await is_tied(
            session, clock, account_id=by.subject, organisation_id=organisation_id
        ),
    )


async def check_no_exclusion_stands(session: AsyncSession, organisation_id: UUID) -> None:
    """Raise `ExclusionStands` while one is open, also against who has left meanwhile.

    A closed entry gives its number free, and its people their say away: a member could come back
    under a new entry before it is excluded, and the accused could answer no more.
    """
    if await session.scalar(
        select(Exclusion.id)
        .where(Exclusion.organisation_id == organisation_id, Exclusion.ended_at.is_(None))
        .limit(1)
    ):
        raise ExclusionStands("An exclusion of the organisation is not over")


async def locked_closure(
    session: AsyncSession, closure_id: UUID, *, version: int | None
) -> tuple[Closure, Organisation]:
    """The closure and its entry, locked; raise `ClosureNotFound` or `StaleClosure`."""
    known = await session.get(Closure, closure_id)
    if known is None:
        raise ClosureNotFound("No closure has this id")
    # The entry first, as whoever closes it does: two who lock in one order wait in no circle.
    organisation = await locked_organisation(session, known.organisation_id)
    closure = await locked_row(session, Closure, closure_id)
    assert closure is not None, "closures are never deleted"
    check_current(closure.version, decided_on=version)
    return closure, organisation
