"""Taking a row for oneself, and writing rows that a constraint may refuse."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from shared.database import constraint_name
from shared.errors import DomainError

Row = TypeVar("Row", bound=DeclarativeBase)

Refusals = Mapping[str, DomainError | Callable[[], DomainError]]
"""What a violated constraint means: its name to a refusal, or to a function that makes one."""


async def locked_row(
    session: AsyncSession, kind: type[Row], row_id: Any, *, shared: bool = False
) -> Row | None:
    """Lock the row with this primary key and return it as it stands now; None without one.

    `shared` lets others hold it too, but nobody change it. Whoever waited for the lock decides on
    what the one before has written, not on what this session read earlier: hence the refresh; and
    hence the flush before, which keeps the refresh from undoing changes of this same session.
    """
    await session.flush()
    (key,) = inspect(kind).primary_key
    found: Row | None = await session.scalar(
        select(kind)
        .where(key == row_id)
        .with_for_update(read=shared)
        .execution_options(populate_existing=True)
    )
    return found


async def flush_or_refuse(session: AsyncSession, refusals: Refusals) -> None:
    """Write pending changes; raise the refusal that stands for a violated constraint's name.

    The transaction is unusable after a refusal: the edge that opened it rolls it back. A
    constraint that has no refusal raises as it is.
    """
    try:
        await session.flush()
    except IntegrityError as error:
        refusal = refusals.get(constraint_name(error) or "")
        if refusal is None:
            raise
        raise (refusal if isinstance(refusal, DomainError) else refusal()) from error
