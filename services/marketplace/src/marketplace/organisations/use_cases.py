"""Keeping the copy of organisations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.organisations.orm import Organisation
from marketplace.organisations.rules import Power


async def keep_organisation(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    version: int,
    name: str,
    membership: str,
    standing: str | None = None,
    may: Sequence[Power] | None = None,
    member_until: datetime | None = None,
) -> None:
    """Keep an organisation's state, unless the same or a later version is kept already.

    `may` is what its standing allows; None: everything.
    """
    state = {
        "version": version,
        "name": name,
        "membership": membership,
        "standing": standing,
        "may": None if may is None else list(may),
        "member_until": member_until,
    }
    statement = insert(Organisation).values(id=organisation_id, **state)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Organisation.id],
            set_=state,
            where=Organisation.version < version,
        )
    )
