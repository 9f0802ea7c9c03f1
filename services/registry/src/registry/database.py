"""The base of the registry's tables, and how rows go that have served their time."""

from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from shared.declaring import new_metadata


class Base(DeclarativeBase):
    """Every table of the registry; constraints are named, because names become refusals."""

    metadata = new_metadata()


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
