"""The schema goes up, down and step by step, and is what the models say."""

from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from billing.nouns import NOUNS
from billing.process import PROCESS
from shared import migrations
from shared.database import Database
from shared.testing.schemas import differences

REVISIONS = [
    script.revision
    for script in reversed(
        list(
            ScriptDirectory.from_config(migrations.config_for(PROCESS.migrations)).walk_revisions()
        )
    )
]


async def tables(url: str) -> set[str]:
    database = Database(url)
    async with database.transaction() as session:
        found = set(
            await session.scalars(
                text("select tablename from pg_tables where schemaname = 'public'")
            )
        )
    await database.dispose()
    return found - {"alembic_version"}


async def test_up_and_down_leave_nothing_behind(empty_database: Any):
    url = await empty_database()
    await migrations.upgrade(url, PROCESS.migrations)
    assert {"orders", "ratings", "invoices", "ledger_lines", "outbox"} <= await tables(url)
    await migrations.downgrade(url, PROCESS.migrations)
    assert await tables(url) == set()
    database = Database(url)
    async with database.transaction() as session:
        functions = await session.scalar(
            text("select count(*) from pg_proc where proname ~ '^(ledger|ratings)_'")
        )
    await database.dispose()
    assert functions == 0


async def test_every_step_can_be_taken_back_and_forth(empty_database: Any):
    url = await empty_database()
    before = "base"
    for revision in REVISIONS:
        await migrations.upgrade(url, PROCESS.migrations, revision)
        await migrations.downgrade(url, PROCESS.migrations, before)
        await migrations.upgrade(url, PROCESS.migrations, revision)
        before = revision


async def test_the_migrated_schema_is_what_the_models_say(fresh_database: Any):
    assert list(await differences(await fresh_database("billing"), NOUNS.metadata)) == []


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("select count(*) from fee_schedules where source <> ''", 1),
        ("select count(*) from loyalty_programmes where source <> ''", 1),
        ("select count(*) from vat_rates where country = 'LV' and rate_ppm = 210000", 1),
        ("select count(*) from member_states where left_on is null", 27),
    ],
)
async def test_dated_data_comes_with_the_schema(fresh_database: Any, statement: str, count: int):
    database = Database(await fresh_database("billing"))
    async with database.transaction() as session:
        assert await session.scalar(text(statement)) == count
    await database.dispose()
