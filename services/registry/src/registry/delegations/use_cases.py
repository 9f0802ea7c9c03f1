"""Giving people offices in an organisation, and taking them away."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.affiliations import settle_affiliation
from registry.delegations.orm import Delegation
from registry.delegations.repository import delegation_of
from registry.vault import Vault
from registry.vocabulary import ROLES, Office, Role
from shared.clocks import Clock


async def appoint_person(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    account_id: UUID,
    office: Office,
    roles: Collection[Role] = ROLES,
) -> bool:
    """Give a person an office; False when it holds it already, with whichever roles.

    `roles` are what one of the organisation's people does there; the cluster's offices have none.
    Announces `affiliation.changed` when it is the person's first office in the organisation.
    """
    created = await session.scalar(
        insert(Delegation)
        .values(
            organisation_id=organisation_id,
            account_id=account_id,
            office=office,
            roles=sorted(roles) if office == "representative" else [],
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Delegation.account_id)
    )
    if created is None:
        return False
    await settle_affiliation(
        session, clock, vault=vault, organisation_id=organisation_id, account_id=account_id
    )
    return True


async def add_roles(
    session: AsyncSession, *, organisation_id: UUID, account_id: UUID, roles: Collection[Role]
) -> bool:
    """Give one of the organisation's people more roles; False when it holds them all."""
    delegation = await delegation_of(
        session, organisation_id=organisation_id, account_id=account_id
    )
    if delegation is None or not set(roles) - set(delegation.roles):
        return False
    delegation.roles = sorted({*delegation.roles, *roles})
    delegation.version += 1
    return True


async def relieve_person(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    account_id: UUID,
    office: Office,
) -> None:
    """Take an office from a person.

    Announces `affiliation.changed` when it was the person's last office in the organisation.
    """
    await session.execute(
        delete(Delegation).where(
            Delegation.organisation_id == organisation_id,
            Delegation.account_id == account_id,
            Delegation.office == office,
        )
    )
    await settle_affiliation(
        session, clock, vault=vault, organisation_id=organisation_id, account_id=account_id
    )
