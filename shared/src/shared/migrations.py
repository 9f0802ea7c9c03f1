"""Schema migrations: a separate command, under a lock, that gives up rather than block others."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared import tables
from shared.database import as_asyncpg
from shared.locks import lock_named

# Two deployments of one service that migrate at once take turns.
_ADVISORY_LOCK = lock_named("shared.migrations")


def run_env(service_metadata: MetaData) -> None:
    """What a service's `env.py` calls: migrate over the connection that `run` opened."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=[service_metadata, tables.metadata],
        transaction_per_migration=False,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def config_for(folder: Path) -> Config:
    """Return the Alembic configuration for a service's `migrations` folder."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


async def run(url: str, folder: Path, action: Callable[[Config], None]) -> None:
    """Run an Alembic command in one transaction: all of it happens, or nothing.

    A migration that waits longer than five seconds for a lock gives up, since every query
    behind it would wait as well.
    """
    engine = create_async_engine(as_asyncpg(url), poolclass=NullPool)
    config = config_for(folder)

    def work(connection: Connection) -> None:
        connection.execute(text("set local lock_timeout = '5s'"))
        connection.execute(text("set local statement_timeout = '5min'"))
        connection.execute(text(f"select pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        config.attributes["connection"] = connection
        action(config)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()


async def upgrade(url: str, folder: Path, revision: str = "head") -> None:
    """Bring a database up to a revision."""
    await run(url, folder, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, folder: Path, revision: str = "base") -> None:
    """Take a database down to a revision."""
    await run(url, folder, lambda config: command.downgrade(config, revision))


def upgrade_now(url: str, folder: Path) -> None:
    """`upgrade` for callers outside of an event loop."""
    asyncio.run(upgrade(url, folder))
