"""Adding and removing second factors; the clock that these take is the system's.

A wrong guess is returned, not raised, so that it is counted although the caller is turned away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.orm import Account
from registry.identity.accounts.repository import hold_own_account
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import WrongPassword
from registry.identity.login_attempts import counters
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.use_cases import count_attempt, forgive_attempt
from registry.identity.own_passwords import (
    count_guess,
    own_account_of_a_person,
    prove_by_password,
)
from registry.identity.revocations.use_cases import check_access_holds
from registry.identity.second_factors import repository
from registry.identity.second_factors.codes import (
    new_factor_secret,
    provisioning_uri,
    step_of,
)
from registry.identity.second_factors.errors import (
    NoSecondFactor,
    OfficeNeedsSecondFactor,
    TooManySecondFactors,
    WrongCode,
)
from registry.identity.second_factors.orm import SecondFactor
from registry.identity.second_factors.proving import language_of, opened_secret, sealed_secret
from registry.identity.second_factors.rules import (
    MOST,
    OFFICES_THAT_PROVE_TWICE,
    Change,
)
from registry.mail.rules import MailKind, MailLanguage
from registry.mail.use_cases import post_mail
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor that waits for its first code; its secret as text, and as an app reads it."""

    factor: SecondFactor
    secret: str
    otpauth_uri: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A second factor that counts now; with the first one also the recovery codes."""

    factor: SecondFactor
    recovery_codes: list[str] | None


async def enrol_second_factor(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    name: str,
    current_password: str,
    language: MailLanguage = "lv",
    by: Caller,
) -> Enrolment | WrongPassword | TooManyAttempts:
    """Begin to add a second factor of one's own; its secret is shown this once.

    It names the present password; whoever has a second factor already also needs a login that
    showed one in the last ten minutes (401 `step_up_required`). It counts once its first code has
    come (`POST /second-factors/{id}/confirmation`), within 15 minutes; a later one that is begun
    takes its place. Wrong passwords are counted as for a change of the password. Raises
    `PersonOnly`, `TooManySecondFactors` and `AccessEnded`.
    """
    account = await own_account_of_a_person(session, by)
    attempt = await count_guess(session, clock, vault=vault, by=by)
    if isinstance(attempt, TooManyAttempts):
        return attempt
    wrong = await prove_by_password(session, account, attempt, password=current_password)
    if wrong is not None:
        return wrong
    await check_access_holds(session, by=by)
    if len(await repository.factors_of(session, account.id)) >= MOST:
        raise TooManySecondFactors("Remove one of your second factors first")
    await repository.forget_enrolments(session, account.id)
    await repository.forget_stale_enrolments(session, now=clock.now())
    secret, factor_id = new_factor_secret(), new_id()
    factor = SecondFactor(
        id=factor_id,
        account_id=account.id,
        name=name,
        sealed=sealed_secret(vault, factor_id, secret),
        language=language,
        created_at=clock.now(),
        last_step=0,
    )
    session.add(factor)
    await session.flush()
    return Enrolment(factor, secret, provisioning_uri(secret, email=account.email))


async def confirm_second_factor(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    factor_id: UUID,
    otp: str,
    by: Caller,
) -> Confirmed | WrongCode | TooManyAttempts:
    """Let a second factor of one's own count from now on, by its first code.

    With the first one come ten recovery codes, shown this once. Every login from then on needs a
    code; the login in use goes on, and proves itself twice once it shows the next one. The owner is
    told by mail. Wrong codes are counted as at a login. Raises `PersonOnly`, `EnrolmentNotFound`
    and `AccessEnded`.
    """
    account = await own_account_of_a_person(session, by)
    await hold_own_account(session, by)
    await check_access_holds(session, by=by)
    now = clock.now()
    factor = await repository.own_enrolment(session, factor_id, now=now, by=by)
    guesses = counters.of_second_factor(vault, account_id=account.id)
    attempt = await count_attempt(session, guesses, now=now, patient=False)
    if isinstance(attempt, TooManyAttempts):
        return attempt
    others = await repository.factors_of(session, account.id)
    step = step_of(opened_secret(vault, factor), otp, now=now, after=0)
    if step is None:
        return WrongCode("The code is wrong, used, or of another time", pointer="/otp")
    await forgive_attempt(session, attempt)
    factor.confirmed_at = factor.last_used_at = now
    factor.last_step = step
    codes = None
    if not others:
        codes = await repository.replace_recovery_codes(
            session, vault, account_id=account.id, now=now
        )
    await _tell(session, clock, vault=vault, account=account, change="added", factors=[factor])
    return Confirmed(factor, codes)


async def remove_second_factor(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    directory: OrganisationDirectory,
    officers_keep_one: bool,
    factor_id: UUID,
    by: Caller,
) -> None:
    """Remove a second factor of one's own; the recovery codes go with the last one.

    By a login that showed a second factor, or a recovery code, in the last ten minutes. Who holds
    an office of the cluster that needs one keeps the last (not in a sandbox). The owner is told by
    mail. Raises `SecondFactorNotFound` and `OfficeNeedsSecondFactor`.
    """
    account = await own_account_of_a_person(session, by)
    await hold_own_account(session, by)
    factor = await repository.own_factor(session, factor_id, by=by)
    others = [
        one for one in await repository.factors_of(session, account.id) if one.id != factor.id
    ]
    if officers_keep_one and factor.confirmed_at is not None and not others:
        held = await directory.roles_of(session, account.id)
        if any(OFFICES_THAT_PROVE_TWICE & one.roles for one in held):
            raise OfficeNeedsSecondFactor("Add another one first: your office needs one")
    await session.delete(factor)
    if factor.confirmed_at is None:
        return
    if not others:
        await repository.forget_recovery_codes(session, account.id)
    await _tell(session, clock, vault=vault, account=account, change="removed", factors=[factor])


async def renew_recovery_codes(
    session: AsyncSession, clock: Clock, *, vault: Vault, by: Caller
) -> list[str]:
    """Make ten new recovery codes, shown this once; the earlier ones work no more.

    By a login that showed a second factor, or a recovery code, in the last ten minutes. The owner
    is told by mail. Raises `NoSecondFactor`.
    """
    account = await own_account_of_a_person(session, by)
    await hold_own_account(session, by)
    factors = await repository.factors_of(session, account.id)
    if not factors:
        raise NoSecondFactor("Recovery codes stand in for a second factor; add one first")
    codes = await repository.replace_recovery_codes(
        session, vault, account_id=account.id, now=clock.now()
    )
    await _tell(
        session,
        clock,
        vault=vault,
        account=account,
        change="recovery_codes_renewed",
        factors=factors,
    )
    return codes


async def remove_second_factors_of(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    account: Account,
    change: Change,
    since: datetime | None = None,
    reason: str | None = None,
) -> int:
    """Remove the account's second factors and recovery codes, those made `since` then or all.

    For who restores an account to its owner and holds it; says how many counted. The owner is told
    by mail.
    """
    await repository.forget_enrolments(session, account.id)
    factors = await repository.factors_of(session, account.id)
    removed = [
        one
        for one in factors
        # By when it began to count: what was begun before the change may be the thief's as well.
        if since is None or (one.confirmed_at is not None and one.confirmed_at >= since)
    ]
    for factor in removed:
        await session.delete(factor)
    # Without a factor there is nothing that a code could stand in for.
    kept_since = since if len(removed) < len(factors) else None
    await repository.forget_recovery_codes(session, account.id, since=kept_since)
    if removed:
        await _tell(
            session,
            clock,
            vault=vault,
            account=account,
            change=change,
            factors=removed,
            reason=reason,
        )
    return len(removed)


_MAILS: dict[Change, MailKind] = {
    "added": "second_factor_added",
    "removed": "second_factor_removed",
    "removed_by_operator": "second_factor_removed",
    "removed_by_restoration": "second_factor_removed",
    "recovery_codes_renewed": "recovery_codes_renewed",
}


async def _tell(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    account: Account,
    change: Change,
    factors: Sequence[SecondFactor],
    reason: str | None = None,
) -> None:
    repository.note(session, account.id, change, at=clock.now(), reason=reason)
    await post_mail(
        session,
        clock,
        vault=vault,
        to=account.email,
        kind=_MAILS[change],
        language=language_of(factors),
    )
