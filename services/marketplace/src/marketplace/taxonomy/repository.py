"""Asking the newest taxonomy whether a role is found in a stage."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.taxonomy.orm import Taxonomy
from marketplace.taxonomy.rules import Place, check_place


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
