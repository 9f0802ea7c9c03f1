"""Keeping the newest taxonomy, and asking it whether a role is found in a stage."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.taxonomy.orm import Taxonomy
from marketplace.taxonomy.rules import Place, check_place


async def remember(
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


async def check_places(session: AsyncSession, places: Iterable[Place]) -> None:
    """Raise RoleOutsideStage for the first place that the known taxonomy does not have.

    Before any taxonomy has arrived every place is good, and a role was checked by its form
    alone: the marketplace must not stand still because the registry was deployed a minute later,
    and nobody who offers or buys could do anything about it.
    """
    known = await session.scalar(
        select(Taxonomy.roles_by_stage).order_by(Taxonomy.version.desc()).limit(1)
    )
    if known is None:
        return
    for place in places:
        check_place(place, roles_by_stage=known)
