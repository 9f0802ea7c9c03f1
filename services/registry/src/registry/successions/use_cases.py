"""Looking for another administrator of an organisation; the clock is the business clock.

Nobody loses anything by it: whoever administers the organisation goes on doing so beside the new
one. Locks are taken in one order: who acts, the organisation, the succession, the invitation.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.closures.repository import check_manages
from registry.delegations.authorisation import check_acts_for, roles_held
from registry.delegations.repository import administrators_of
from registry.identity.accounts.orm import Account
from registry.identity.accounts.rules import email_key
from registry.identity.errors import NotItsRepresentative, PersonOnly
from registry.identity.revocations.use_cases import check_access_holds
from registry.invitations.orm import Invitation
from registry.invitations.succeeding import invite_administrator
from registry.organisations.repository import hold_organisation
from registry.permissions import OPENED_BY
from registry.successions.errors import (
    AddressWrittenEnough,
    SuccessionNotFound,
    SuccessionRuns,
    SuccessionStateForbids,
)
from registry.successions.orm import Succession
from registry.successions.policies import policy_at
from registry.successions.repository import find_succession, locked_succession, stopped_since
from registry.successions.rules import check_inviting, check_living, check_opening, times
from registry.successions.telling import name_of, tell_administrators, tell_manager
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import RIGA, Clock, SystemClock
from shared.ids import new_id
from shared.rows import flush_or_refuse, locked_row
from shared.texts import Language

_TWICE = {"uq_successions_one_living": SuccessionRuns("One is under way already")}


async def open_succession(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    email: str,
    language: Language,
    reason: str,
    by: Caller,
) -> Succession:
    """Begin to look for another administrator of an organisation whose own ones have vanished.

    The manager, in person, of an organisation that it is not, and was not lately, tied to; so never
    of the cluster itself. Its administrators are told at once, and for 30 days any of them stops it
    (`POST successions/{id}/ending`); until then nobody is invited and nothing changes. Where nobody
    administers the organisation there is nobody to wait for. Who stopped one is left in peace for
    180 days (dated figures). Raises `ManagerOnly`, `PersonOnly`, `OwnApplication`,
    `ConflictOfInterest`, `OrganisationNotFound`, `EntryClosed`, `NotForOneself`,
    `AdministratorsActed` and `SuccessionRuns`.
    """
    await check_manages(session, clock, organisation_id, by=by)
    await check_access_holds(session, by=by)
    await hold_organisation(session, organisation_id)
    now = clock.now()
    policy = policy_at(now)
    own = await session.get_one(Account, by.subject)
    check_opening(
        for_oneself=own.email_key == email_key(email),
        stopped_lately=await stopped_since(
            session, organisation_id, now - timedelta(days=policy.rest_days)
        ),
    )
    administered = bool(await administrators_of(session, organisation_id))
    waits_until, ends_at = times(
        now=now,
        waiting_days=policy.waiting_days,
        inviting_days=policy.inviting_days,
        administered=administered,
    )
    succession = Succession(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        status="waiting",
        reason=reason,
        email=email,
        language=language,
        opened_by=by.subject,
        opened_at=now,
        waits_until=waits_until,
        ends_at=ends_at,
    )
    session.add(succession)
    await flush_or_refuse(session, _TWICE)
    if administered:
        await tell_administrators(
            session,
            clock,
            succession,
            "succession_opened",
            organisation=await name_of(session, succession),
            until=succession.waits_until.astimezone(RIGA).date().isoformat(),
        )
    return succession


async def invite_successor(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    succession_id: UUID,
    version: int | None,
    by: Caller,
) -> Succession:
    """Invite who is to administer the organisation, once its administrators had their time.

    The manager, as for opening it; again, when an invitation was refused or has expired. Whoever
    has an account with that very address, proved by mail, accepts as any invitation, by its own
    login, and is an administrator then, beside those that are. Needs `If-Match` with the ETag of
    the succession. Raises as opening does, `SuccessionNotFound`, `StaleSuccession`,
    `SuccessionStateForbids`, `AdministratorsWait` and `AddressWrittenEnough`.
    """
    known = await find_succession(session, succession_id)
    await check_manages(session, clock, known.organisation_id, by=by)
    await check_access_holds(session, by=by)
    succession = await locked_succession(session, succession_id, version=version)
    administered = bool(await administrators_of(session, succession.organisation_id))
    check_inviting(
        status=succession.status,
        opened_at=succession.opened_at,
        waits_until=succession.waits_until,
        ends_at=succession.ends_at,
        administered=administered,
        now=clock.now(),
    )
    await _check_not_accepted(session, succession)
    assert succession.email is not None, "kept while it is under way"
    invitation = await invite_administrator(
        session,
        SystemClock(),
        vault=vault,
        organisation_id=succession.organisation_id,
        email=succession.email,
        language=succession.language,  # type: ignore[arg-type]
        by=by,
    )
    if invitation is None:
        raise AddressWrittenEnough("Try again in an hour: the address got enough mails")
    succession.status, succession.invitation_id = "invited", invitation.id
    succession.version += 1
    await session.flush()
    if administered:
        await tell_administrators(
            session,
            clock,
            succession,
            "succession_invited",
            organisation=await name_of(session, succession),
        )
    return succession


async def end_succession(
    session: AsyncSession, clock: Clock, *, succession_id: UUID, version: int | None, by: Caller
) -> Succession:
    """Stop a succession: any administrator of the organisation, by its own login, or the manager.

    An invitation that is open is void. The manager is told when an administrator stops it. Needs
    `If-Match` with the ETag of the succession. Raises `SuccessionNotFound` also to who is not of
    the organisation, `RoleNotHeld`, `PersonOnly`, `StaleSuccession`, `SuccessionStateForbids` and
    `AccessEnded`.
    """
    organisation_id = (await find_succession(session, succession_id)).organisation_id
    try:
        await check_acts_for(
            session,
            organisation_id=organisation_id,
            by=by,
            roles=OPENED_BY["end_succession"],
        )
    except NotItsRepresentative:
        raise SuccessionNotFound("No succession has this id") from None
    if not in_person(by):
        raise PersonOnly("Only a person can stop this, by its own login")
    await check_access_holds(session, by=by)
    succession = await locked_succession(session, succession_id, version=version)
    check_living(succession.status)
    await _check_not_accepted(session, succession)
    held = await roles_held(session, account_id=by.subject, organisation_id=organisation_id)
    by_administrator = not held.isdisjoint(OPENED_BY["end_succession"])
    await close_succession(
        session,
        clock,
        succession,
        status="stopped" if by_administrator else "withdrawn",
        ended_by=by.subject,
    )
    if by_administrator:
        await tell_manager(
            session,
            clock,
            succession,
            "succession_stopped",
            organisation=await name_of(session, succession),
        )
    else:
        await tell_administrators(
            session,
            clock,
            succession,
            "succession_withdrawn",
            organisation=await name_of(session, succession),
        )
    return succession


async def close_succession(
    session: AsyncSession,
    clock: Clock,
    succession: Succession,
    *,
    status: str,
    ended_by: UUID | None = None,
) -> None:
    """End a succession that the caller holds, and void its invitation if that is open."""
    invitation = await _invitation_of(session, succession)
    if invitation is not None and invitation.status == "open":
        invitation.close("void", SystemClock().now())
    succession.status, succession.version = status, succession.version + 1
    succession.ended_by, succession.ended_at = ended_by, clock.now()
    succession.email = None
    await session.flush()


async def is_accepted(session: AsyncSession, succession: Succession) -> bool:
    """Whether who was invited has accepted."""
    invitation = await _invitation_of(session, succession)
    return invitation is not None and invitation.status == "accepted"


async def _check_not_accepted(session: AsyncSession, succession: Succession) -> None:
    if await is_accepted(session, succession):
        raise SuccessionStateForbids("Who was invited has accepted")


async def _invitation_of(session: AsyncSession, succession: Succession) -> Invitation | None:
    if succession.invitation_id is None:
        return None
    return await locked_row(session, Invitation, succession.invitation_id)
