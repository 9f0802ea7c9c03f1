"""Keeping the copy of affiliations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.orm import Affiliation


async def keep_affiliation(
    session: AsyncSession,
    *,
    affiliation_id: UUID,
    version: int,
    organisation_id: UUID,
    person: str,
    since: datetime,
    until: datetime | None,
) -> None:
    """Keep an affiliation's state, unless the same or a later version is kept already."""
    state = {
        "version": version,
        "organisation_id": organisation_id,
        "person": person,
        "since": since,
        "until": until,
    }
    statement = insert(Affiliation).values(id=affiliation_id, **state)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Affiliation.id],
            set_=state,
            where=Affiliation.version < version,
        )
    )
