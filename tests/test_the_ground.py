"""The fixtures that all other tests stand on."""

import uuid
from collections.abc import Awaitable, Callable

import aio_pika
import asyncpg
import pytest
from tests.support import brokers
from tests.support.databases import Databases, NoMigrations
from tests.support.servers import Servers

from local.postgres import EmbeddedPostgres, plain_dsn
from local.rabbitmq import PrivateRabbitMQ
from shared.tokens import KeySource, TokenClaimsInvalid, Verifier

EmptyDatabase = Callable[[], Awaitable[str]]


async def names_of_databases(servers: Servers) -> set[str]:
    connection = await asyncpg.connect(plain_dsn(servers.postgres_url))
    try:
        return {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    finally:
        await connection.close()


async def test_two_databases_of_one_test_are_two(empty_database: EmptyDatabase) -> None:
    assert await empty_database() != await empty_database()


async def test_a_database_goes_even_when_someone_is_still_connected(
    databases: Databases, servers: Servers
) -> None:
    url = await databases.empty()
    connection = await asyncpg.connect(plain_dsn(url))
    await databases.drop(url)
    assert url.rpartition("/")[2] not in await names_of_databases(servers)
    connection.terminate()


@pytest.mark.parametrize("service", ["registry", "marketplace", "search", "billing"])
async def test_a_fresh_database_has_the_schema_of_its_service(
    service: str, fresh_database: Callable[[str], Awaitable[str]]
) -> None:
    connection = await asyncpg.connect(plain_dsn(await fresh_database(service)))
    try:
        assert await connection.fetchval("SELECT to_regclass('outbox') IS NOT NULL")
        assert await connection.fetchval("SELECT version_num FROM alembic_version")
    finally:
        await connection.close()


async def test_a_service_without_migrations_fails_in_plain_words(databases: Databases) -> None:
    with pytest.raises(NoMigrations, match="holds no migrations"):
        await databases.fresh("bakery")


async def test_what_a_test_declares_on_the_broker_is_swept(
    broker_url: str, run_prefix: str
) -> None:
    async with await aio_pika.connect(broker_url) as connection:
        channel = await connection.channel()
        await channel.declare_queue(f"{run_prefix}kept", durable=True)
        await brokers.sweep(broker_url, run_prefix)
        with pytest.raises(aio_pika.exceptions.ChannelNotFoundEntity):
            await channel.declare_queue(f"{run_prefix}kept", passive=True)


async def test_a_minted_token_is_accepted_and_a_claim_left_out_is_missed(
    mint: Callable[..., str], key_source: KeySource
) -> None:
    verifier = Verifier(key_source, issuer="avt-registry")
    subject, organisation = uuid.uuid4(), uuid.uuid4()
    claims = await verifier.verify(
        mint(subject, organisation, roles=["manager"], scopes=["billing:read"])
    )
    assert (claims.sub, claims.org) == (subject, organisation)
    assert (claims.roles, claims.scopes) == (("manager",), frozenset({"billing:read"}))
    with pytest.raises(TokenClaimsInvalid):
        await verifier.verify(mint(aud=None))


def test_a_test_may_stop_and_start_its_own_postgresql(private_postgres: EmbeddedPostgres) -> None:
    url = private_postgres.url
    private_postgres.kill()
    assert private_postgres.start() == url


def test_a_test_has_a_broker_of_its_own(
    private_rabbitmq: PrivateRabbitMQ, servers: Servers
) -> None:
    assert private_rabbitmq.url != servers.rabbitmq_url
