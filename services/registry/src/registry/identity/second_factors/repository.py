"""Finding second factors and recovery codes, and using their codes up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.identity.second_factors.errors import EnrolmentNotFound, SecondFactorNotFound
from registry.identity.second_factors.orm import FactorChange, RecoveryCode, SecondFactor
from registry.identity.second_factors.rules import (
    CONFIRMED_WITHIN,
    RECOVERY_CODES,
    Change,
    as_kept,
    new_recovery_code,
)
from registry.vault import Vault
from shared.callers import Caller
from shared.ids import new_id
from shared.rows import locked_row


async def factors_of(session: AsyncSession, account_id: UUID) -> Sequence[SecondFactor]:
    """The account's confirmed second factors, the earliest first."""
    rows = await session.scalars(
        select(SecondFactor)
        .where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))
        .order_by(SecondFactor.id)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def has_second_factor(session: AsyncSession, account_id: UUID) -> bool:
    """Whether a login of the account asks for a code."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None)
                )
            )
        )
    )


async def own_factor(session: AsyncSession, factor_id: UUID, *, by: Caller) -> SecondFactor:
    """The caller's second factor, confirmed or not, locked; raise `SecondFactorNotFound`."""
    factor = await locked_row(session, SecondFactor, factor_id)
    if factor is None or factor.account_id != by.subject:
        raise SecondFactorNotFound("You have no second factor with this id")
    return factor


async def own_enrolment(
    session: AsyncSession, factor_id: UUID, *, now: datetime, by: Caller
) -> SecondFactor:
    """The caller's second factor that waits for its first code; raise `EnrolmentNotFound`."""
    factor = await locked_row(session, SecondFactor, factor_id)
    if (
        factor is None
        or factor.account_id != by.subject
        or factor.confirmed_at is not None
        or factor.created_at <= now - CONFIRMED_WITHIN
    ):
        raise EnrolmentNotFound("No second factor of yours waits for its first code here")
    return factor


async def forget_enrolments(session: AsyncSession, account_id: UUID) -> None:
    """Delete what was begun and not confirmed."""
    await session.execute(
        delete(SecondFactor).where(
            SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_(None)
        )
    )


async def forget_stale_enrolments(session: AsyncSession, *, now: datetime) -> None:
    """Delete what anybody began and did not confirm in time."""
    stale = SecondFactor.confirmed_at.is_(None) & (
        SecondFactor.created_at <= now - CONFIRMED_WITHIN
    )
    await sweep(session, SecondFactor.id, stale)


async def use_step(session: AsyncSession, factor_id: UUID, *, step: int, now: datetime) -> bool:
    """Use the code of a step up; False when that one or a later one was used: of two, one wins."""
    used = await session.scalar(
        update(SecondFactor)
        .where(SecondFactor.id == factor_id, SecondFactor.last_step < step)
        .values(last_step=step, last_used_at=now)
        .returning(SecondFactor.id)
    )
    return used is not None


async def use_recovery_code(
    session: AsyncSession, vault: Vault, *, account_id: UUID, code: str, now: datetime
) -> bool:
    """Use a recovery code of the account up; False for one that is wrong or used."""
    used = await session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == _hashed(vault, account_id, code),
            RecoveryCode.account_id == account_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.account_id)
    )
    return used is not None


async def recovery_codes_left(session: AsyncSession, account_id: UUID) -> int:
    """How many recovery codes of the account are not used."""
    left = await session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    )
    return int(left or 0)


async def replace_recovery_codes(
    session: AsyncSession, vault: Vault, *, account_id: UUID, now: datetime
) -> list[str]:
    """Make new recovery codes, which are shown this once; the earlier ones work no more."""
    await forget_recovery_codes(session, account_id)
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(
            code_hash=_hashed(vault, account_id, code), account_id=account_id, created_at=now
        )
        for code in codes
    )
    await session.flush()
    return codes


async def forget_recovery_codes(
    session: AsyncSession, account_id: UUID, *, since: datetime | None = None
) -> None:
    """Delete the account's recovery codes, those made `since` then or all."""
    theirs = RecoveryCode.account_id == account_id
    if since is not None:
        theirs &= RecoveryCode.created_at >= since
    await session.execute(delete(RecoveryCode).where(theirs))


def note(
    session: AsyncSession,
    account_id: UUID,
    change: Change,
    *,
    at: datetime,
    reason: str | None = None,
) -> None:
    """Put on record what was done with the account's second factors."""
    session.add(
        FactorChange(id=new_id(), account_id=account_id, change=change, reason=reason, at=at)
    )


def _hashed(vault: Vault, account_id: UUID, code: str) -> bytes:
    return vault.keyed_hash(f"recovery code {account_id} {as_kept(code)}")
