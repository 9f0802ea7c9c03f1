"""Keeping the newest taxonomy."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.taxonomy.orm import Taxonomy


async def keep_taxonomy(
    session: AsyncSession,
    *,
    taxonomy_id: UUID,
    version: int,
    roles_by_stage: Mapping[str, Sequence[str]],
) -> None:
    """Keep a taxonomy, unless the same or a later version is kept already.

    What was offered or asked for under an older one stays as it is.
    """
    state = {"version": version, "roles_by_stage": roles_by_stage}
    statement = insert(Taxonomy).values(id=taxonomy_id, **state)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Taxonomy.id],
            set_=state,
            where=Taxonomy.version < version,
        )
    )
