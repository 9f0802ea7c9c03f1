"""A service's database with the platform's tables, and effects that can be counted."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared import tables
from shared.clocks import Clock, store_offset
from shared.database import Database
from shared.duties import Duty

DAY = timedelta(days=1)


class Workshop:
    """A service of the tests: its database, and what its duties did.

    `effects` has no unique constraint on purpose: what is done twice shows.
    """

    effects = sa.Table("effects", sa.MetaData(), sa.Column("duty", sa.Text))

    def __init__(self, url: str) -> None:
        self.url = url
        self.database = Database(url)
        self.moves = 0

    async def create(self) -> None:
        async with self.database.engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
            await connection.run_sync(self.effects.metadata.create_all)

    def duty(self, name: str, every: timedelta = DAY) -> Duty:
        """A duty whose effect is a row."""

        async def work(session: AsyncSession, clock: Clock) -> None:
            await session.execute(sa.insert(self.effects).values(duty=name))

        return Duty(name, every, work)

    async def done(self) -> list[str]:
        async with self.database.transaction() as session:
            rows = await session.scalars(sa.select(self.effects.c.duty).order_by("duty"))
            return list(rows)

    async def move_clock(self, by: timedelta) -> None:
        self.moves += 1
        async with self.database.transaction() as session:
            await store_offset(session, offset_seconds=int(by.total_seconds()), version=self.moves)

    async def note(self, sql: str) -> None:
        async with self.database.transaction() as session:
            await session.execute(sa.text(f"update duties set done_at = {sql}"))


@pytest.fixture
async def workshop(empty_database) -> AsyncIterator[Workshop]:
    workshop = Workshop(await empty_database())
    await workshop.create()
    yield workshop
    await workshop.database.dispose()
