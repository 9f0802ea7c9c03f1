"""What identity has to know of the organisations that people act for, asked of whoever keeps them.

Identity imports none of their nouns: it signs in who the answers name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.rules import RoleAssignment
from registry.vocabulary import Membership


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """What a person is shown of an organisation that it can act for."""

    name: str
    membership: Membership


class OrganisationDirectory(Protocol):
    """Who has which role in which organisation, in the caller's transaction."""

    async def roles_of(
        self, session: AsyncSession, account_id: UUID, *, for_a_token: bool = False
    ) -> Sequence[RoleAssignment]:
        """The roles that a person has now, by organisation, those that it got first at the front.

        `for_a_token` holds them until the transaction ends: who takes a role away comes either
        before the token, which does not have it, or after it, and revokes it.
        """
        ...

    async def entries_of(
        self, session: AsyncSession, organisation_ids: Collection[UUID]
    ) -> Mapping[UUID, DirectoryEntry]:
        """What these organisations are called and are to the cluster, by their ids."""
        ...

    async def void_pending_acts(
        self, session: AsyncSession, account_id: UUID, *, now: datetime
    ) -> None:
        """Void what the person has set going and what could let its thief in again.

        For a person whose access ends; `now` is the system clock's.
        """
        ...


async def _directory(request: Request) -> OrganisationDirectory:
    directory: OrganisationDirectory = request.app.state.directory
    return directory


Directory = Annotated[OrganisationDirectory, Depends(_directory)]
"""The directory that the app was built with."""
