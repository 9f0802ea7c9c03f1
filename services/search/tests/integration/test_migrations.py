"""The schema: up, down, and what the models say of it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from search.nouns import NOUNS
from shared import migrations
from shared.testing.schemas import differences

FOLDER = Path(__file__).resolve().parents[2] / "migrations"

Databases = Callable[[], Awaitable[str]]


async def test_models_and_migrations_agree(empty_database: Databases) -> None:
    url = await empty_database()
    await migrations.upgrade(url, FOLDER)
    assert await differences(url, NOUNS.metadata) == []


async def test_each_step_goes_up_down_and_up_again(empty_database: Databases) -> None:
    url = await empty_database()
    for revision in sorted(path.stem.partition("_")[0] for path in FOLDER.glob("versions/*.py")):
        await migrations.upgrade(url, FOLDER, revision)
        await migrations.downgrade(url, FOLDER, "-1")
        await migrations.upgrade(url, FOLDER, revision)
    await migrations.downgrade(url, FOLDER)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        left = await connection.scalars(
            text("select tablename from pg_tables where schemaname = 'public'")
        )
        assert set(left) <= {"alembic_version"}
    await engine.dispose()
