"""Opening a case: what comes before everything that somebody does to an application."""

from typing import Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.repository import Case, case_of, locked_application
from registry.admission.rules import check_board, check_manager
from registry.delegations.authorisation import holds_office
from registry.identity.errors import PersonOnly
from shared.callers import Caller

MANAGER: Final = "manager"
BOARD: Final = "board"


async def open_case(
    session: AsyncSession, application_id: UUID, *, as_: Literal["manager", "board"], by: Caller
) -> Case:
    """Lock an application for a person that acts upon it in this office of the cluster.

    Raises `ApplicationNotFound`, `ManagerOnly` or `BoardOnly`, `OwnApplication` for who represents
    the applicant, and `PersonOnly` for a machine.
    """
    application = await locked_application(session, application_id)
    held = by.has_role(as_)
    represents_applicant = await holds_office(
        session, account_id=by.subject, organisation_id=application.organisation_id
    )
    if as_ == MANAGER:
        check_manager(is_manager=held, represents_applicant=represents_applicant)
    else:
        check_board(is_board=held, represents_applicant=represents_applicant)
    check_person(by)
    return await case_of(session, application)


def check_person(by: Caller) -> None:
    """Raise `PersonOnly`: who applied, assessed or decided is put on record as a person."""
    if by.kind != "person":
        raise PersonOnly("Only a person can do this, by its own login")
