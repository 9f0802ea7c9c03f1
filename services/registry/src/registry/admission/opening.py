"""Opening a case: what comes before everything that somebody does to an application."""

from typing import Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission import rules
from registry.admission.errors import ApplicationNotFound
from registry.admission.interests import has_declared, is_tied
from registry.admission.orm import Application
from registry.admission.repository import Case, case_of, locked_application
from registry.board_votes.repository import check_no_vote
from registry.delegations.authorisation import check_speaks_for, holds_office
from registry.identity.errors import NotItsRepresentative, PersonOnly
from registry.offices.resting import check_office_does_not_rest
from registry.organisations.repository import find_cluster
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.clocks import Clock

MANAGER: Final = "manager"
BOARD: Final = "board"


async def open_case(
    session: AsyncSession,
    clock: Clock,
    application_id: UUID,
    *,
    version: int | None,
    by: Caller,
) -> Case:
    """Lock an application for the manager, in person, that changes what is on record about it.

    Raises `ApplicationNotFound`, `ManagerOnly`, `OwnApplication` for who represents the applicant,
    `ConflictOfInterest` for who is or lately was tied to it or says so, `PersonOnly` for a
    machine, `StaleApplication` unless `version` is the current one or None, and `BoardVoteOpen`
    while the board votes on it: what it decides on is not changed under its hands.
    """
    application = await locked_application(session, application_id)
    rules.check_manager(is_manager=await is_in_office(session, MANAGER, by=by))
    await check_impartial(session, clock, application, by=by)
    check_person(by)
    rules.check_version(decided_on=version, current=application.version)
    await check_no_vote(session, application.id)
    return await case_of(session, application)


async def open_for_a_vote(
    session: AsyncSession,
    clock: Clock,
    application_id: UUID,
    *,
    version: int | None,
    by: Caller,
) -> Case:
    """Lock an application for manager or board, in person, to put something about it to the vote.

    Raises as `open_case` does, but `OfficerOnly` and no `BoardVoteOpen`; `OfficeRests` for a member
    of the board whose members may not hold office.
    """
    application = await locked_application(session, application_id)
    rules.check_officer(
        is_officer=await is_in_office(session, MANAGER, by=by)
        or await is_in_office(session, BOARD, by=by)
    )
    await check_impartial(session, clock, application, by=by)
    check_person(by)
    if await is_in_office(session, BOARD, by=by):
        await check_office_does_not_rest(session, account_id=by.subject)
    rules.check_version(decided_on=version, current=application.version)
    return await case_of(session, application)


async def check_impartial(
    session: AsyncSession, clock: Clock, application: Application, *, by: Caller
) -> None:
    """Raise `OwnApplication` or `ConflictOfInterest` for who has an interest in the candidate."""
    candidate_id = application.organisation_id
    rules.check_disinterested(
        represents_applicant=await holds_office(
            session, account_id=by.subject, organisation_id=candidate_id
        ),
        is_tied=await is_tied(session, clock, account_id=by.subject, organisation_id=candidate_id),
        has_declared=await has_declared(
            session, account_id=by.subject, application_id=application.id
        ),
    )


async def is_in_office(
    session: AsyncSession, office: Literal["manager", "board"], *, by: Caller
) -> bool:
    """Whether the caller's token names the office, and it is held still.

    A token lives ten minutes longer than an office that ends now.
    """
    cluster = await find_cluster(session) if by.has_role(office) else None
    return cluster is not None and await holds_office(
        session, account_id=by.subject, organisation_id=cluster.id, office=office
    )


async def open_own_case(
    session: AsyncSession, application_id: UUID, *, version: int | None, by: Caller
) -> Case:
    """Lock an application for a person that acts for the candidate.

    Raises `ApplicationNotFound` also to strangers, who may not know of it; to manager and board,
    who may, `NotItsRepresentative`; `RoleNotHeld` for the candidate's other people, `PersonOnly`
    for a machine, and `StaleApplication`.
    """
    application = await locked_application(session, application_id)
    try:
        await check_speaks_for(
            session,
            organisation_id=application.organisation_id,
            by=by,
            roles=OPENED_BY["withdraw_application"],
        )
    except NotItsRepresentative:
        if by.has_role(MANAGER, BOARD):
            raise
        raise ApplicationNotFound("No application has this id") from None
    check_person(by)
    rules.check_version(decided_on=version, current=application.version)
    return await case_of(session, application)


def check_person(by: Caller) -> None:
    """Raise `PersonOnly`: who applied, assessed or decided is put on record as a person."""
    if by.kind != "person":
        raise PersonOnly("Only a person can do this, by its own login")
