"""Keeping the copy of organisations."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.organisations.orm import Organisation


async def keep_organisation(
    session: AsyncSession, *, organisation_id: UUID, version: int, name: str, membership: str
) -> None:
    """Keep an organisation's state, unless the same or a later version is kept already."""
    state = {"version": version, "name": name, "membership": membership}
    statement = insert(Organisation).values(id=organisation_id, **state)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Organisation.id],
            set_=state,
            where=Organisation.version < version,
        )
    )
