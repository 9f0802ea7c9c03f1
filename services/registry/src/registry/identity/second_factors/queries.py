"""Reading one's own second factors."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.errors import PersonOnly
from registry.identity.second_factors.orm import FactorChange, SecondFactor
from registry.identity.second_factors.repository import recovery_codes_left
from registry.identity.second_factors.schemas import (
    FactorChangeOut,
    RecoveryCodesLeftOut,
    SecondFactorOut,
)
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_second_factors(
    session: AsyncSession, *, paging: Paging, by: Caller
) -> Page[SecondFactorOut]:
    """The caller's own second factors, the earliest first; by its own login.

    Raises `PersonOnly`.
    """
    _check_person(by)
    return await page_of(
        session,
        select(SecondFactor).where(SecondFactor.account_id == by.subject),
        keys=[Key(SecondFactor.id, lambda row: row.id)],
        paging=paging,
        to_item=SecondFactorOut.model_validate,
    )


async def list_second_factor_changes(
    session: AsyncSession, *, paging: Paging, by: Caller
) -> Page[FactorChangeOut]:
    """What was done with the caller's second factors, the latest first; by its own login.

    Raises `PersonOnly`.
    """
    _check_person(by)
    return await page_of(
        session,
        select(FactorChange).where(FactorChange.account_id == by.subject),
        keys=[Key(FactorChange.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=FactorChangeOut.model_validate,
    )


async def show_recovery_codes(session: AsyncSession, *, by: Caller) -> RecoveryCodesLeftOut:
    """How many of the caller's recovery codes are not used; by its own login.

    Raises `PersonOnly`.
    """
    _check_person(by)
    return RecoveryCodesLeftOut(left=await recovery_codes_left(session, by.subject))


def _check_person(by: Caller) -> None:
    if by.kind != "person":
        raise PersonOnly("Only a person can see its second factors, by its own login")
