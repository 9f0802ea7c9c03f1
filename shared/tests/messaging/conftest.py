"""Databases and names of this run, for the messaging tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import asyncpg
import pytest

SERVER = "postgresql://postgres@127.0.0.1:5432/"


@pytest.fixture(scope="session")
def run_prefix() -> str:
    return f"t{uuid4().hex[:6]}."


@pytest.fixture(scope="session")
def broker_url() -> str:
    return "amqp://guest:guest@127.0.0.1:5672/"


@pytest.fixture
async def empty_database() -> AsyncIterator[Callable[[], Awaitable[str]]]:
    made: list[str] = []

    async def make() -> str:
        name = f"msg_{uuid4().hex[:10]}"
        server = await asyncpg.connect(SERVER + "postgres")
        await server.execute(f"CREATE DATABASE {name}")
        await server.close()
        made.append(name)
        return f"postgresql+asyncpg://postgres@127.0.0.1:5432/{name}"

    yield make
    server = await asyncpg.connect(SERVER + "postgres")
    for name in made:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()
