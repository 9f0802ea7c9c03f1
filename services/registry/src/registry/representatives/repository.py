"""Who represents an organisation now."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation
from registry.identity.accounts.orm import Account
from registry.representatives.errors import RepresentativeNotFound


@dataclass(frozen=True, slots=True)
class Representative:
    """One of an organisation's people: its account, and its place there."""

    account: Account
    delegation: Delegation


async def representatives_of(session: AsyncSession, organisation_id: UUID) -> frozenset[UUID]:
    """The accounts of those who represent the organisation."""
    return frozenset(
        await session.scalars(
            select(Delegation.account_id).where(
                Delegation.organisation_id == organisation_id,
                Delegation.office == "representative",
            )
        )
    )


def people_of(organisation_id: UUID) -> Any:
    """The select of the organisation's people; `representative_in` reads its rows."""
    return (
        select(Account, Delegation)
        .join(Delegation, Delegation.account_id == Account.id)
        .where(
            Delegation.organisation_id == organisation_id,
            Delegation.office == "representative",
        )
    )


def representative_in(row: Any) -> Representative:
    """One of the organisation's people, of a row that `people_of` selects."""
    account, delegation = row
    return Representative(account, delegation)


async def find_representative(
    session: AsyncSession, *, organisation_id: UUID, account_id: UUID
) -> Representative:
    """Return one of the organisation's people; raise `RepresentativeNotFound`."""
    found = await session.execute(people_of(organisation_id).where(Account.id == account_id))
    row = found.one_or_none()
    if row is None:
        raise RepresentativeNotFound("That account does not represent this organisation")
    return representative_in(row)
