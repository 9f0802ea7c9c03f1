"""The check that a caller acts for an organisation, against what is delegated right now."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.errors import RoleNotHeld
from registry.delegations.orm import Delegation
from registry.delegations.rules import may_act_for
from registry.identity.errors import NotItsRepresentative
from registry.permissions import ADMINISTRATOR, EVERY
from registry.vocabulary import Office, Role
from shared.callers import Caller


async def holds_office(
    session: AsyncSession,
    *,
    account_id: UUID,
    organisation_id: UUID,
    office: Office = "representative",
) -> bool:
    """Whether the account holds the office in the organisation now."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Delegation.organisation_id == organisation_id,
                    Delegation.account_id == account_id,
                    Delegation.office == office,
                )
            )
        )
    )


async def organisations_of(session: AsyncSession, *, account_id: UUID) -> set[UUID]:
    """The organisations in which the account holds an office now."""
    return set(
        await session.scalars(
            select(Delegation.organisation_id).where(Delegation.account_id == account_id)
        )
    )


async def is_represented(session: AsyncSession, *, organisation_id: UUID) -> bool:
    """Whether anybody represents the organisation now."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Delegation.organisation_id == organisation_id,
                    Delegation.office == "representative",
                )
            )
        )
    )


async def roles_held(
    session: AsyncSession, *, account_id: UUID, organisation_id: UUID
) -> frozenset[str]:
    """The roles that the account holds in the organisation now; none for who is not of it."""
    held = await session.scalar(
        select(Delegation.roles).where(
            Delegation.organisation_id == organisation_id,
            Delegation.account_id == account_id,
            Delegation.office == "representative",
        )
    )
    return frozenset(held or ())


async def acts_for(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    by: Caller,
    roles: Collection[Role] = ADMINISTRATOR,
) -> bool:
    """Whether the caller may do for the organisation what these roles open.

    The roles are read from the database, not from the token: a person that was dismissed, or lost
    a role, a second ago no longer acts. The manager may as well.
    """
    held = await roles_held(session, account_id=by.subject, organisation_id=organisation_id)
    return _may(organisation_id, held=held, roles=roles, by=by)


async def check_acts_for(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    by: Caller,
    roles: Collection[Role] = ADMINISTRATOR,
) -> None:
    """Raise unless the caller may do for the organisation what these roles open.

    `NotItsRepresentative` for who is not of it, `RoleNotHeld` for who is, without such a role.
    """
    held = await roles_held(session, account_id=by.subject, organisation_id=organisation_id)
    if _may(organisation_id, held=held, roles=roles, by=by):
        return
    if _may(organisation_id, held=held, roles=EVERY, by=by):
        raise RoleNotHeld(f"This needs one of these roles: {', '.join(sorted(roles))}")
    raise NotItsRepresentative("Only a representative of the organisation may do this")


def _may(
    organisation_id: UUID, *, held: frozenset[str], roles: Collection[Role], by: Caller
) -> bool:
    return may_act_for(
        organisation_id,
        holds_role=not held.isdisjoint(roles),
        acting_for=by.organisation_id,
        is_manager=by.has_role("manager"),
    )


async def check_speaks_for(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    by: Caller,
    roles: Collection[Role] = ADMINISTRATOR,
) -> None:
    """Raise, as `check_acts_for` does, unless one of the organisation's people calls.

    For what an organisation must want itself: here the manager, who keeps the directory, is
    nobody in particular.
    """
    held = await roles_held(session, account_id=by.subject, organisation_id=organisation_id)
    if held.isdisjoint(roles) and by.has_role("manager"):
        raise NotItsRepresentative("Only a representative of the organisation may do this")
    if by.organisation_id not in (None, organisation_id):
        raise NotItsRepresentative("Only a representative of the organisation may do this")
    await check_acts_for(session, organisation_id=organisation_id, by=by, roles=roles)
