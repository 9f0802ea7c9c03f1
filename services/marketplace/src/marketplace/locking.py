"""Taking a row for oneself until the transaction ends."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import Base

Row = TypeVar("Row", bound=Base)


async def locked_row(
    session: AsyncSession, kind: type[Row], row_id: UUID, *, shared: bool = False
) -> Row | None:
    """Lock the row with this id and return it as it stands now; None when there is none.

    `shared` lets others hold it too, but nobody change it. Whoever waited for the lock decides on
    what the one before has written, not on what this session read earlier: hence the refresh; and
    hence the flush before, which keeps the refresh from undoing changes of this same session.
    """
    await session.flush()
    found: Row | None = await session.scalar(
        select(kind)
        .where(kind.__table__.c.id == row_id)
        .with_for_update(read=shared)
        .execution_options(populate_existing=True)
    )
    return found
