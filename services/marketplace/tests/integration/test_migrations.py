"""The schema: up, down, stepwise, and the same as the models."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from marketplace.nouns import NOUNS
from marketplace.process import PROCESS
from shared import migrations, tables
from shared.testing.schemas import differences

REVISIONS = sorted(path.name[:4] for path in Path(PROCESS.migrations / "versions").glob("0*.py"))


async def table_names(url: str) -> set[str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda one: sa.inspect(one).get_table_names())
    await engine.dispose()
    return set(names) - {"alembic_version"}


async def column_names(url: str) -> set[str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names = await connection.scalars(
            sa.text(
                "select table_name || '.' || column_name from information_schema.columns"
                " where table_schema = 'public' and table_name <> 'alembic_version'"
            )
        )
    await engine.dispose()
    return set(names)


async def test_the_models_and_a_migrated_database_agree(empty_database: Any) -> None:
    url = await empty_database()
    await migrations.upgrade(url, PROCESS.migrations)
    assert list(await differences(url, NOUNS.metadata)) == []
    assert await table_names(url) == set(NOUNS.metadata.tables) | set(tables.metadata.tables)


async def test_every_step_goes_up_down_and_up_again(empty_database: Any) -> None:
    url = await empty_database()
    before: set[str] = set()
    for number, revision in enumerate(REVISIONS):
        await migrations.upgrade(url, PROCESS.migrations, revision)
        after = await column_names(url)
        assert after > before
        await migrations.downgrade(
            url, PROCESS.migrations, REVISIONS[number - 1] if number else "base"
        )
        assert await column_names(url) == before
        await migrations.upgrade(url, PROCESS.migrations, revision)
        before = after


async def test_all_the_way_down_leaves_nothing(empty_database: Any) -> None:
    url = await empty_database()
    await migrations.upgrade(url, PROCESS.migrations)
    await migrations.downgrade(url, PROCESS.migrations)
    assert await table_names(url) == set()


async def test_there_is_one_head(empty_database: Any) -> None:
    url = await empty_database()
    heads: list[Any] = []
    await migrations.run(
        url, PROCESS.migrations, lambda config: heads.append(command.heads(config))
    )
    assert len(REVISIONS) == 11
    await migrations.upgrade(url, PROCESS.migrations, "head")
