"""Proving oneself by a code of an app, or by a recovery code; the clock is the system's."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.orm import Account
from registry.identity.login_attempts import counters
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.use_cases import count_attempt, forgive_attempt
from registry.identity.second_factors import repository
from registry.identity.second_factors.codes import step_of
from registry.identity.second_factors.orm import SecondFactor
from registry.mail.rules import MailLanguage
from registry.mail.use_cases import post_mail
from registry.vault import Vault, WrongMasterSecret
from shared.clocks import Clock


async def proves_second_factor(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    account: Account,
    factors: Sequence[SecondFactor],
    otp: str | None,
    recovery_code: str | None,
) -> bool | TooManyAttempts:
    """Whether this is a code of one of the factors, or a recovery code of the account; used up now.

    Guesses are counted for the account, from wherever they come: after five wrong ones each has to
    wait. Whoever calls holds the account, and commits whatever the answer is: a wrong guess stays
    counted, a right code used. The owner of a recovery code is told by mail that it was used.
    """
    now = clock.now()
    attempt = await count_attempt(
        session, counters.of_second_factor(vault, account_id=account.id), now=now, patient=False
    )
    if isinstance(attempt, TooManyAttempts):
        return attempt
    if otp is not None:
        proved = await _uses_code(session, clock, vault=vault, factors=factors, otp=otp)
    else:
        proved = await repository.use_recovery_code(
            session, vault, account_id=account.id, code=recovery_code or "", now=now
        )
        if proved:
            await _tell_of_recovery(session, clock, vault=vault, account=account, factors=factors)
    if proved:
        await forgive_attempt(session, attempt)
    return proved


async def _uses_code(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    factors: Sequence[SecondFactor],
    otp: str,
) -> bool:
    now = clock.now()
    for factor in factors:
        step = step_of(opened_secret(vault, factor), otp, now=now, after=factor.last_step)
        if step is not None:
            return await repository.use_step(session, factor.id, step=step, now=now)
    return False


def sealed_secret(vault: Vault, factor_id: object, secret: str) -> bytes:
    """The factor's secret as it is kept."""
    return vault.seal(secret.encode(), label=f"second factor {factor_id}")


def opened_secret(vault: Vault, factor: SecondFactor) -> str:
    """The factor's secret; empty where it was sealed with another master secret."""
    try:
        return vault.open(factor.sealed, label=f"second factor {factor.id}").decode()
    except WrongMasterSecret:
        # With the master secret its codes are lost: nobody has one, and the operator removes it.
        return ""


async def _tell_of_recovery(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    account: Account,
    factors: Sequence[SecondFactor],
) -> None:
    repository.note(session, account.id, "recovery_code_used", at=clock.now())
    left = await repository.recovery_codes_left(session, account.id)
    await post_mail(
        session,
        clock,
        vault=vault,
        to=account.email,
        kind="recovery_code_used",
        language=language_of(factors),
        values={"left": str(left)},
    )


def language_of(factors: Sequence[SecondFactor]) -> MailLanguage:
    """In which its owner is told of what happens to them: that of the last."""
    return cast("MailLanguage", factors[-1].language) if factors else "lv"
