"""The sample cluster comes in as business does: through the services' use cases, never by SQL."""

import re

from tests.architecture.source import SERVICES, imports, modules

SAMPLE = [
    module
    for module in modules()
    if module.name.startswith("local.sample") or module.name == "local.personas"
]
# It moves events that the use cases announced from outboxes to consumers' handlers and inboxes.
DELIVERY = "local.sample.delivery"
# The vault is what use cases take for all that the master secret is needed for.
DOORS = re.compile(r"\.(use_cases|rules|actors)(\.|$)|\.vocabulary\.|\.vault\.")


def test_the_sample_is_written_by_use_cases_alone() -> None:
    asked = {
        name
        for module in SAMPLE
        for name in imports(module)
        if name.split(".")[0] in SERVICES and "." in name
    }
    assert {name.split(".")[0] for name in asked} >= {"registry", "marketplace"}
    assert {name for name in asked if name.endswith((".orm", ".database", ".tables"))} == set()
    # `from marketplace.listings import use_cases` names the folder as well.
    leaves = {name for name in asked if not any(other.startswith(f"{name}.") for other in asked)}
    assert sorted(name for name in leaves if not DOORS.search(name)) == []


def test_the_sample_speaks_no_sql() -> None:
    database = {"sqlalchemy", "asyncpg", "psycopg"}
    assert [
        module.name
        for module in SAMPLE
        if module.name != DELIVERY and {name.split(".")[0] for name in imports(module)} & database
    ] == []
    delivery = next(module for module in SAMPLE if module.name == DELIVERY)
    tables = {name for name in imports(delivery) if name.startswith("shared.tables.")}
    assert tables == {"shared.tables.inbox", "shared.tables.outbox"}
