"""The registry's own tables' base, and how a violated constraint becomes a refusal."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, MetaData, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from shared.database import NAMING_CONVENTION, constraint_name
from shared.errors import DomainError


class Base(DeclarativeBase):
    """Every table of the registry; constraints are named, because names become refusals."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


async def flush_or_refuse(session: AsyncSession, refusals: Mapping[str, DomainError]) -> None:
    """Write pending changes; raise the refusal that stands for a violated constraint's name.

    The transaction is unusable after a refusal: the edge that opened it rolls it back.
    """
    try:
        await session.flush()
    except IntegrityError as error:
        refusal = refusals.get(constraint_name(error) or "")
        if refusal is None:
            raise
        raise refusal from error


async def sweep(
    session: AsyncSession, key: InstrumentedAttribute[Any], condition: ColumnElement[bool]
) -> None:
    """Delete rows that have served their time, by their primary key.

    Beside the real work of a request, so it never waits: rows that another transaction sweeps at
    this moment are left to it (two that wait for each other would be a deadlock), and never more
    than a thousand at once.
    """
    ripe = select(key).where(condition).limit(1000).with_for_update(skip_locked=True)
    await session.execute(delete(key.class_).where(key.in_(ripe)))
