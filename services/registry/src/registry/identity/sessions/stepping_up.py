"""Showing the second factor within a login; the clock that this takes is the system's."""

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.repository import hold_own_account
from registry.identity.directory import OrganisationDirectory
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.own_passwords import own_account_of_a_person
from registry.identity.second_factors.errors import NoSecondFactor, WrongCode
from registry.identity.second_factors.proving import proves_second_factor
from registry.identity.second_factors.repository import factors_of
from registry.identity.sessions.errors import SessionNotFound
from registry.identity.sessions.issuing import LoginAccess, assignment_of, issue_login_access
from registry.identity.sessions.repository import login_in_use
from registry.identity.signing_keys.key_ring import KeyRing
from shared.callers import Caller
from shared.clocks import Clock


async def prove_second_factor(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    directory: OrganisationDirectory,
    otp: str | None,
    recovery_code: str | None,
    officers_prove_twice: bool = False,
    by: Caller,
) -> LoginAccess | WrongCode | TooManyAttempts:
    """Show a code of one's second factor within the login in use; a fresh access token says so.

    For what asks for one (401 `step_up_required`), and for whose office waits for it: the new
    token's `amr` and `auth_time` tell of this proof, as those of later refreshes do. The code works
    once; wrong ones are counted as at a login. It acts for whom the login acts. Raises
    `PersonOnly`, `SessionNotFound` and `NoSecondFactor`.
    """
    account = await own_account_of_a_person(session, by)
    await hold_own_account(session, by)
    login = await login_in_use(session, by)
    if login.ended_at is not None:
        raise SessionNotFound("The login of the token in use has ended")
    factors = await factors_of(session, account.id)
    if not factors:
        raise NoSecondFactor("You have no second factor; add one first")
    proved = await proves_second_factor(
        session,
        clock,
        vault=ring.vault,
        account=account,
        factors=factors,
        otp=otp,
        recovery_code=recovery_code,
    )
    if isinstance(proved, TooManyAttempts):
        return proved
    if not proved:
        pointer = "/otp" if otp is not None else "/recovery_code"
        return WrongCode("The code is wrong, used, or of another time", pointer=pointer)
    login.second_factor_at = clock.now()
    assignment = await assignment_of(
        session, directory, account.id, wanted=None, chosen=login.organisation_id
    )
    return await issue_login_access(
        session,
        ring=ring,
        login=login,
        assignment=assignment,
        officers_prove_twice=officers_prove_twice,
    )
