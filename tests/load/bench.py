"""`make bench`: the hot paths, measured on this machine. Prints figures and judges none.

python -m tests.load.bench [NAME ...]      tokens events search gateway invoices rating hostile
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import structlog
from rich.console import Console
from rich.table import Table
from tests.load import events, gateway_proxy, hostile, invoices, rating, searching, tokens
from tests.load.measuring import COLUMNS, Figure
from tests.support.databases import Databases
from tests.support.servers import Servers, find_servers


async def _figures(names: set[str], servers: Servers) -> AsyncIterator[Figure]:
    databases = Databases(servers.postgres_url, servers.run, "bench")
    benchmarks = {
        "tokens": tokens.run,
        "invoices": invoices.run,
        "search": searching.run,
        "events": lambda: events.run(servers, databases),
        "gateway": gateway_proxy.run,
        "rating": lambda: rating.run(databases),
        "hostile": lambda: hostile.run(databases),
    }
    try:
        for name in names or benchmarks:
            async for figure in benchmarks[name]():
                yield figure
    finally:
        await databases.drop_leftovers()


async def _print(names: set[str], servers: Servers) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    table = Table(*COLUMNS, title="Measured on this machine")
    async for figure in _figures(names, servers):
        table.add_row(*figure.row())
    Console(width=120).print(table)


def main(names: set[str]) -> None:
    """Run the named benchmarks, or all, and print a row for each figure."""
    servers = find_servers()
    try:
        asyncio.run(_print(names, servers))
    finally:
        servers.stop()


if __name__ == "__main__":
    main(set(sys.argv[1:]))
