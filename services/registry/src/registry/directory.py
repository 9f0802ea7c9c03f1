"""The organisations of the cluster, as identity asks for them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation
from registry.delegations.rules import roles_in_token
from registry.identity.access_tokens.rules import RoleAssignment
from registry.identity.directory import DirectoryEntry
from registry.invitations.ending import void_invitations_by
from registry.offices.changes import void_offers_by
from registry.organisations.orm import Organisation
from registry.vocabulary import Membership


class ClusterDirectory:
    """Answers `registry.identity.directory.OrganisationDirectory` from the cluster's own tables."""

    async def roles_of(
        self, session: AsyncSession, account_id: UUID, *, for_a_token: bool = False
    ) -> Sequence[RoleAssignment]:
        statement = (
            select(Delegation.organisation_id, Delegation.office, Delegation.roles)
            .where(Delegation.account_id == account_id)
            .order_by(Delegation.created_at, Delegation.organisation_id)
        )
        rows = await session.execute(
            statement.with_for_update(read=True) if for_a_token else statement
        )
        offices: dict[UUID, set[str]] = {}
        roles: dict[UUID, set[str]] = {}
        for organisation_id, office, held in rows:
            offices.setdefault(organisation_id, set()).add(office)
            if office == "representative":
                roles[organisation_id] = set(held)
        return [
            RoleAssignment(
                organisation_id, roles_in_token(held, roles.get(organisation_id, frozenset()))
            )
            for organisation_id, held in offices.items()
        ]

    async def entries_of(
        self, session: AsyncSession, organisation_ids: Collection[UUID]
    ) -> Mapping[UUID, DirectoryEntry]:
        rows = await session.scalars(
            select(Organisation).where(Organisation.id.in_(organisation_ids))
        )
        return {
            row.id: DirectoryEntry(row.name, cast("Membership", row.membership)) for row in rows
        }

    async def void_pending_acts(
        self, session: AsyncSession, account_id: UUID, *, now: datetime
    ) -> None:
        """Its open invitations, and the offices that it offered and nobody has accepted.

        Whoever stole its access could have left a way back in by them.
        """
        await void_invitations_by(session, account_id, now=now)
        await void_offers_by(session, account_id)
