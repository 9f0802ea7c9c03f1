"""What every test of the workspace may use: real servers, fresh databases, tokens.

fresh_database    await fresh_database("marketplace") -> URL of a migrated database
empty_database    await empty_database() -> URL of an empty one
broker_url        a real RabbitMQ
run_prefix        begins the names of this test's exchanges and queues
mint, key_source  bearer tokens, and the keys that verify them
private_postgres, private_rabbitmq   servers that a test may stop, kill and start

With `--no-servers` none is looked for or started, and a test that asks for one fails.
"""

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from tests.support import brokers, tokens
from tests.support.databases import Databases
from tests.support.servers import Servers, ensure_rabbitmq_is_installed, find_servers

# Imported before any test is: pytest would otherwise take the folder /gateway, which
# holds the gateway's tests, for the package of that name.
import gateway  # noqa: F401
from local.postgres import EmbeddedPostgres
from local.processes import CannotStart, free_port, remove_reachable_folder
from local.rabbitmq import PrivateRabbitMQ
from shared.testing.keys import StaticKeys
from shared.tokens import KeySource

SERVERS = pytest.StashKey[Servers]()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_prefixes = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests of one name: xdist knows them by name, and would run only one of them."""
    twice = [name for name, count in Counter(item.nodeid for item in items).items() if count > 1]
    if twice:
        raise pytest.UsageError(f"several tests have one name: {', '.join(twice[:5])}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run of unit tests say that it needs no server."""
    parser.addoption(
        "--no-servers",
        action="store_true",
        help="Look for no PostgreSQL and no RabbitMQ; a test that asks for one fails",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Find the servers once a run; xdist's workers get them from the process that did."""
    told = getattr(config, "workerinput", {}).get("avt_servers")
    if told is not None:
        config.stash[SERVERS] = Servers(*told)
    elif not config.option.collectonly and not config.option.no_servers:
        try:
            config.stash[SERVERS] = find_servers()
        except CannotStart as why:
            raise pytest.UsageError(str(why)) from why
    brokers.watch()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell an xdist worker what was found."""
    servers = node.config.stash.get(SERVERS, None)  # type: ignore[attr-defined]
    if servers is None:
        return
    node.workerinput["avt_servers"] = (  # type: ignore[attr-defined]
        servers.postgres_url,
        servers.rabbitmq_url,
        servers.run,
    )


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which servers the run uses."""
    if config.option.no_servers:
        return ["PostgreSQL, RabbitMQ: none in this run (--no-servers)"]
    servers = config.stash.get(SERVERS, None)
    return servers.lines if servers is not None else []


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the run left behind, then stop the servers that it started."""
    servers = config.stash.get(SERVERS, None)
    if servers is None or hasattr(config, "workerinput"):
        return
    if not any(isinstance(server, EmbeddedPostgres) for server in servers.own):
        asyncio.run(Databases(servers.postgres_url, servers.run, WORKER).drop_leftovers())
    servers.stop()


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """The servers of this run; fails the test in a run that has none."""
    _need_servers(pytestconfig)
    return pytestconfig.stash[SERVERS]


def _need_servers(config: pytest.Config) -> None:
    if config.option.no_servers:
        pytest.fail(
            "this test needs a server, and the run was told to have none (--no-servers): "
            "it is no unit test, `make test` runs it",
            pytrace=False,
        )


@pytest.fixture(scope="session")
def databases(servers: Servers) -> Databases:
    """Makes databases that live longer than a test; who makes one drops it."""
    return Databases(servers.postgres_url, servers.run, WORKER)


@pytest.fixture
async def fresh_database(databases: Databases) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """`await fresh_database("marketplace")` is the URL of a new database with its schema."""
    made: list[str] = []

    async def make(service: str) -> str:
        made.append(await databases.fresh(service))
        return made[-1]

    yield make
    for url in made:
        await databases.drop(url)


@pytest.fixture
async def empty_database(databases: Databases) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """`await empty_database()` is the URL of a new database with nothing in it."""
    made: list[str] = []

    async def make() -> str:
        made.append(await databases.empty())
        return made[-1]

    yield make
    for url in made:
        await databases.drop(url)


@pytest.fixture(scope="session")
def broker_url(servers: Servers) -> str:
    """The AMQP URL of a real RabbitMQ, shared with other tests: name things by `run_prefix`."""
    return servers.rabbitmq_url


@pytest.fixture
async def run_prefix(servers: Servers, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A prefix that no other test has; what was declared under it goes when the test ends."""
    prefix = f"{servers.run}.{WORKER}.{next(_prefixes)}."
    yield prefix
    if "broker_url" in request.fixturenames:
        await brokers.sweep(servers.rabbitmq_url, prefix)


@pytest.fixture(scope="session")
def mint() -> Callable[..., str]:
    """`mint(subject, organisation_id, roles, scopes, kind, **claims)` is a bearer token."""
    return tokens.mint


@pytest.fixture(scope="session")
def key_source() -> KeySource:
    """The keys that verify what `mint` signs: hand it to `create_app(keys=...)`."""
    return StaticKeys([tokens.public_jwk()])


@pytest.fixture
def private_postgres(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[EmbeddedPostgres]:
    """A running PostgreSQL of the test's own: `.url`, `.stop()`, `.kill()`, `.start()`."""
    _need_servers(pytestconfig)
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False, port=free_port())
    server.start()
    yield server
    server.stop()
    remove_reachable_folder(server.folder)


@pytest.fixture
def private_rabbitmq(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[PrivateRabbitMQ]:
    """A running RabbitMQ of the test's own: `.url`, `.stop()`, `.kill()`, `.start()`."""
    _need_servers(pytestconfig)
    ensure_rabbitmq_is_installed()
    node = PrivateRabbitMQ(tmp_path / "rabbitmq")
    node.start()
    yield node
    node.stop()
    remove_reachable_folder(node.folder)
