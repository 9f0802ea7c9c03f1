"""A database with the tables of a small service."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import Database
from shared.declaring import new_metadata, one_of


class Base(DeclarativeBase):
    metadata = new_metadata()


class Lamp(Base):
    __tablename__ = "lamps"
    __table_args__ = (one_of("state", ("lit", "dark")),)

    number: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="dark")
    switched: Mapped[int] = mapped_column(default=0)


WAITING = text(
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock'"
)


@pytest.fixture
async def database(empty_database) -> AsyncIterator[Database]:
    database = Database(await empty_database())
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.transaction() as session:
        session.add(Lamp(number=1, room="hall"))
    yield database
    await database.dispose()


async def until_one_waits(database: Database) -> None:
    """Return once a session of this database waits for a lock of another."""
    found = 0
    while not found:
        # A transaction of its own each time: in one, the view shows the same for ever.
        async with database.transaction() as session:
            found = await session.scalar(WAITING)
        await asyncio.sleep(0.02)
