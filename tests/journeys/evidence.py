"""What a played story leaves: its papers, and everywhere that a sealed bid could have leaked to."""

import re
from pathlib import Path

import asyncpg
from services.billing.tests.official_rules import OfficialRules

from billing.invoices.vat_check import exact_vat_errors
from local.postgres import plain_dsn
from local.story.tendering import SEALED_PHRASE


def faults_of(papers: tuple[Path, ...]) -> dict[str, list[str]]:
    """What is wrong with each e-invoice by EN 16931, by the schema of UBL 2.1 and to the cent."""
    rules = OfficialRules()
    faults = {}
    for paper in papers:
        if paper.suffix == ".xml":
            xml = paper.read_bytes()
            faults[paper.name] = [*rules(xml), *exact_vat_errors(xml)]
    return faults


async def tables_with_the_bid(urls: dict[str, str]) -> list[str]:
    """The tables of all services in which the text of the story's sealed bid can be read."""
    found = []
    for service, url in urls.items():
        connection = await asyncpg.connect(plain_dsn(url))
        try:
            tables = await connection.fetch(
                "select tablename from pg_tables where schemaname = 'public'"
            )
            for (table,) in tables:
                rows = await connection.fetchval(
                    f'select count(*) from "{table}" t where strpos(t::text, $1) > 0'
                    " or strpos(t::text, $2) > 0",
                    SEALED_PHRASE,
                    # As bytea is written.
                    SEALED_PHRASE.encode().hex(),
                )
                if rows:
                    found.append(f"{service}.{table}")
        finally:
            await connection.close()
    return found


def logs_with_the_bid(logs: Path) -> list[str]:
    """The log files in which it can be read."""
    return [path.name for path in logs.iterdir() if SEALED_PHRASE in path.read_text()]


async def people_in_facts(urls: dict[str, str]) -> list[str]:
    """The names and addresses of people that stand in any service's log of facts."""
    connection = await asyncpg.connect(plain_dsn(urls["registry"]))
    try:
        people = await connection.fetch("select email, name from accounts")
    finally:
        await connection.close()
    assert people
    found = []
    for service, url in urls.items():
        connection = await asyncpg.connect(plain_dsn(url))
        try:
            told = await connection.fetchval("select string_agg(data::text, ' ') from outbox")
            found += [
                f"{service}: {word}"
                for word in sorted({word for person in people for word in person})
                if re.search(rf"\b{re.escape(word)}\b", told or "")
            ]
        finally:
            await connection.close()
    return found
