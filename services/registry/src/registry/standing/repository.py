"""Finding suspensions, for a member of the board that is not concerned."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.interests import is_tied
from registry.admission.opening import check_person, is_in_office
from registry.admission.rules import check_board, check_disinterested
from registry.delegations.authorisation import holds_office
from registry.offices.resting import check_office_does_not_rest
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from registry.standing.errors import StaleSuspension, SuspensionNotFound
from registry.standing.orm import Suspension
from shared.callers import Caller
from shared.clocks import Clock
from shared.rows import locked_row


async def check_decides(
    session: AsyncSession, clock: Clock, organisation_id: UUID, *, by: Caller
) -> None:
    """Raise `BoardOnly`, `PersonOnly`, `OwnApplication`, `ConflictOfInterest` or `OfficeRests`."""
    check_board(is_board=await is_in_office(session, "board", by=by))
    check_person(by)
    check_disinterested(
        represents_applicant=await holds_office(
            session, account_id=by.subject, organisation_id=organisation_id
        ),
        is_tied=await is_tied(
            session, clock, account_id=by.subject, organisation_id=organisation_id
        ),
    )
    await check_office_does_not_rest(session, account_id=by.subject)


async def open_suspension(
    session: AsyncSession, clock: Clock, suspension_id: UUID, *, version: int | None, by: Caller
) -> tuple[Suspension, Organisation]:
    """Lock a suspension and its organisation, for the board."""
    check_board(is_board=await is_in_office(session, "board", by=by))
    known = await session.get(Suspension, suspension_id)
    if known is None:
        raise SuspensionNotFound("No suspension has this id")
    # The organisation first, as the duty does: two who lock in one order never wait in a circle.
    organisation = await locked_organisation(session, known.organisation_id)
    suspension = await locked_row(session, Suspension, suspension_id)
    assert suspension is not None, "suspensions are never deleted"
    await check_decides(session, clock, organisation.id, by=by)
    if version is not None and suspension.version != version:
        raise StaleSuspension("The suspension has changed since; read it again")
    return suspension, organisation
