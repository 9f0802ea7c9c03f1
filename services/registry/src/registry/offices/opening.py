"""What comes before everything that somebody does to a term: who acts, in which office, on what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.delegations.authorisation import holds_office
from registry.identity.accounts.orm import Account
from registry.identity.accounts.repository import own_account
from registry.identity.errors import PersonOnly
from registry.identity.revocations.use_cases import check_access_holds
from registry.offices import repository, rules
from registry.offices.errors import OfficeRequired, OfficeTermNotFound, TermNotAtThatStep
from registry.offices.orm import OfficeTerm
from registry.organisations.orm import Organisation
from registry.vocabulary import ClusterOffice
from shared.callers import Caller


async def acting_account(session: AsyncSession, *, by: Caller) -> Account:
    if not in_person(by):
        # A key limited to a few scopes could otherwise make its thief an officer.
        raise PersonOnly("Only a person can do this, by its own login")
    await check_access_holds(session, by=by)
    return await own_account(session, by)


async def check_holds(
    session: AsyncSession, cluster: Organisation, office: ClusterOffice, *, by: Caller
) -> None:
    if not await _holds(session, cluster, office, by=by):
        raise OfficeRequired("Only who is in this office now may do this")


async def _holds(
    session: AsyncSession, cluster: Organisation, office: ClusterOffice, *, by: Caller
) -> bool:
    # The token says what the caller was when it was issued, the row what it is now.
    return by.has_role(office) and await holds_office(
        session, account_id=by.subject, organisation_id=cluster.id, office=office
    )


async def check_records(
    session: AsyncSession, cluster: Organisation, office: ClusterOffice, *, by: Caller
) -> None:
    rules.check_records(
        office,
        is_manager=await _holds(session, cluster, "manager", by=by),
        is_board=await _holds(session, cluster, "board", by=by),
        manager_serves=bool(await repository.in_office(session, "manager")),
    )


async def term_for_officers(
    session: AsyncSession,
    cluster: Organisation,
    term_id: UUID,
    *,
    version: int | None,
    by: Caller,
) -> OfficeTerm:
    if not (
        await _holds(session, cluster, "manager", by=by)
        or await _holds(session, cluster, "board", by=by)
    ):
        raise OfficeRequired("Only the manager or a member of the board may do this")
    return await repository.locked_term(session, term_id, version=version)


async def offered_to(
    session: AsyncSession, account: Account, term_id: UUID, *, version: int | None
) -> OfficeTerm:
    term = await repository.locked_term(session, term_id)
    if account.id != term.account_id and (
        term.status == "proposed" or term.email_key != account.email_key
    ):
        raise OfficeTermNotFound("No term has this id")
    return await repository.locked_term(session, term_id, version=version)


async def own_term(
    session: AsyncSession, account: Account, term_id: UUID, *, version: int | None
) -> OfficeTerm:
    term = await repository.locked_term(session, term_id)
    if term.account_id != account.id:
        raise OfficeTermNotFound("No term has this id")
    return await repository.locked_term(session, term_id, version=version)


def check_open(term: OfficeTerm, steps: tuple[rules.TermStatus, ...], *, now: datetime) -> None:
    lapsed = term.lapses_at is not None and term.lapses_at <= now
    if term.status not in steps or lapsed:
        raise TermNotAtThatStep("The term is past this step, or not there yet")
