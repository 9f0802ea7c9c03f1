"""Closing an entry of the directory, and opening it again."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.closing import end_with_entry, pending_application
from registry.admission.opening import MANAGER, is_in_office
from registry.admission.rules import check_manager
from registry.closures.errors import ApplicationArrived
from registry.closures.orm import Closure
from registry.closures.repository import (
    check_manages,
    check_no_exclusion_stands,
    locked_closure,
)
from registry.closures.rules import check_closing, check_reopening
from registry.delegations.authorisation import is_represented
from registry.identity.revocations.events import TokenRevoked
from registry.notices.use_cases import post_notice
from registry.organisations.errors import EntryClosed
from registry.organisations.events import OrganisationUpdated, state_of
from registry.organisations.orm import Organisation
from registry.organisations.repository import flush_entries, locked_organisation
from registry.organisations.rules import check_current
from registry.organisations.standings import end_candidacy, work_out_powers
from registry.representatives.ending import dismiss_everybody
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.rows import flush_or_refuse

_TWICE = {"uq_closures_one_in_force": EntryClosed("The entry is closed already")}


async def close_entry(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    version: int | None,
    reason: str,
    by: Caller,
) -> tuple[Closure, list[TokenRevoked]]:
    """Close the entry of an organisation that is no more, or never was: the manager, in person.

    Not of one that the manager is, or lately was, tied to; not of a member, which leaves first, the
    cluster, or who was excluded. The entry is neither listed nor found any more, may nothing, and
    its registration and VAT number are free for a new one. Nobody acts for it: its people's tokens
    for it die at once, open invitations are void, and an application that is pending is closed for
    the same reason. What its people are elsewhere is not touched. They read why, and so do manager
    and board. Needs `If-Match` with the ETag of the entry. Announces `organisation.updated`,
    `affiliation.changed` and `token.revoked`. Raises `ManagerOnly`, `PersonOnly`, `OwnApplication`,
    `ConflictOfInterest`, `EntryClosed`, `MemberStays`, `ExcludedStays`, `ExclusionStands`,
    `ApplicationArrived`.
    """
    check_manager(is_manager=await is_in_office(session, MANAGER, by=by))
    # The application before the entry, as whoever decides upon it does.
    application = await pending_application(session, organisation_id)
    organisation = await locked_organisation(session, organisation_id)
    await check_manages(session, clock, organisation_id, by=by)
    check_closing(
        membership=organisation.membership,
        standing=organisation.standing,
        is_cluster=organisation.is_cluster,
        is_closed=organisation.closed_at is not None,
    )
    await check_no_exclusion_stands(session, organisation_id)
    check_current(organisation.version, decided_on=version)
    if application is None and await pending_application(session, organisation_id) is not None:
        raise ApplicationArrived("The organisation has applied for membership; read it again")
    if application is not None:
        await end_with_entry(session, clock, application, reason=reason, by=by)
        await end_candidacy(session, organisation, now=clock.now())
    closure = Closure(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        status="closed",
        reason=reason,
        closed_by=by.subject,
        closed_at=clock.now(),
    )
    session.add(closure)
    await flush_or_refuse(session, _TWICE)
    revoked = await _close(session, clock, vault, organisation, closure)
    return closure, revoked


async def reopen_entry(
    session: AsyncSession,
    clock: Clock,
    *,
    closure_id: UUID,
    version: int | None,
    reason: str,
    by: Caller,
) -> Closure:
    """Open a closed entry again, with a reason: the manager, in person, as for a closing.

    Refused when another entry has its registration or VAT number by now. Nobody represents it: the
    manager invites its people anew, and nobody else before 30 days are over. Needs
    `If-Match` with the ETag of the closure. Announces `organisation.updated`. Raises
    `ManagerOnly`, `PersonOnly`, `OwnApplication`, `ConflictOfInterest`, `ClosureNotFound`,
    `StaleClosure`, `ClosureStateForbids`, `RegistrationNumberTaken`, `VatNumberTaken`.
    """
    check_manager(is_manager=await is_in_office(session, MANAGER, by=by))
    closure, organisation = await locked_closure(session, closure_id, version=version)
    await check_manages(session, clock, organisation.id, by=by)
    check_reopening(closure.status)
    now = clock.now()
    closure.status, closure.version = "reopened", closure.version + 1
    closure.reopening_reason, closure.reopened_by, closure.reopened_at = reason, by.subject, now
    organisation.closed_at = organisation.merged_into = None
    organisation.vat_key = organisation.vat_number
    work_out_powers(organisation, now=now)
    organisation.version += 1
    await flush_entries(session)
    await announce(session, state_of(organisation, OrganisationUpdated))
    return closure


async def _close(
    session: AsyncSession, clock: Clock, vault: Vault, organisation: Organisation, closure: Closure
) -> list[TokenRevoked]:
    organisation.closed_at, organisation.merged_into = closure.closed_at, closure.into_id
    organisation.vat_key = None
    work_out_powers(organisation, now=closure.closed_at)
    organisation.version += 1
    await flush_entries(session)
    await announce(session, state_of(organisation, OrganisationUpdated))
    if await is_represented(session, organisation_id=organisation.id):
        # Before they are of it no more; it tells them where the reason can be read.
        await post_notice(
            session,
            clock,
            organisation_id=organisation.id,
            role="representative",
            template="entry_closed",
            values={"organisation": organisation.name},
            link=f"/v1/registry/closures/{closure.id}",
        )
    return await dismiss_everybody(session, clock, vault=vault, organisation_id=organisation.id)
