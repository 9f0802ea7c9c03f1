"""Whether the models and the migrations tell of the same database."""

from collections.abc import Sequence
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared import tables
from shared.database import as_asyncpg


async def differences(url: str, service_metadata: MetaData) -> Sequence[Any]:
    """Return how the models differ from a migrated database; empty when they agree."""
    engine = create_async_engine(as_asyncpg(url), poolclass=NullPool)

    def compare(connection: Connection) -> Sequence[Any]:
        migration = MigrationContext.configure(connection, opts={"compare_type": True})
        merged = MetaData()
        for metadata in (service_metadata, tables.metadata):
            for table in metadata.tables.values():
                table.to_metadata(merged)
        found: Sequence[Any] = compare_metadata(migration, merged)
        return found

    try:
        async with engine.connect() as connection:
            return await connection.run_sync(compare)
    finally:
        await engine.dispose()
