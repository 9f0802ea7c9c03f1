"""Asking the copy of organisations whether one is known."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.organisations.errors import OrganisationNotYetKnown, StandingForbids
from marketplace.organisations.orm import Organisation
from marketplace.organisations.rules import Power


async def check_known(session: AsyncSession, organisation_id: UUID) -> None:
    """Raise OrganisationNotYetKnown unless the registry's event about it has arrived."""
    known = await session.scalar(select(Organisation.id).where(Organisation.id == organisation_id))
    if known is None:
        raise OrganisationNotYetKnown(
            "The organisation that you act for has not arrived here yet; try again in a moment"
        )


async def check_may(
    session: AsyncSession, power: Power, organisation_ids: Collection[UUID]
) -> None:
    """Raise StandingForbids, which names the standing, if one of them may not by its standing.

    Their standing stays until the transaction ends: whoever learns that one takes on nothing new
    finds here all that it had taken on before.
    """
    asked = await session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(organisation_ids))
        .order_by(Organisation.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    for one in asked.all():
        if one.may is not None and power not in one.may:
            standing = one.standing or "unknown"
            raise StandingForbids(f"{one.name} may not {power} by its standing: {standing}")


async def may_now(session: AsyncSession, power: Power, organisation_id: UUID) -> bool:
    """Whether its standing allows it; so it does where none was announced."""
    statement = select(Organisation.id).where(Organisation.id == organisation_id, _lacks(power))
    return await session.scalar(statement) is None


def may_sql(power: Power, organisation_id: Any) -> ColumnElement[bool]:
    """The same as a condition on the column that holds an organisation's id."""
    return ~exists().where(Organisation.id == organisation_id, _lacks(power))


def _lacks(power: Power) -> ColumnElement[bool]:
    # Null, of an organisation whose standing was not announced, is not true.
    return ~Organisation.may.contains([power])


async def unknown_among(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return those of `ids` that no event has told of."""
    if not ids:
        return set()
    known = await session.scalars(select(Organisation.id).where(Organisation.id.in_(ids)))
    return set(ids) - set(known)
