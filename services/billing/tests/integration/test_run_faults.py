"""A run may be killed, repeated and raced: no gap in the numbers, no order invoiced twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from services.billing.tests.builders import Books
from sqlalchemy import func, select, text

from billing.invoices import issuing
from billing.invoices.orm import Invoice
from billing.invoicing.running import Running
from billing.invoicing_runs.orm import InvoicingRun, RunResult
from billing.process import PROCESS
from shared import tables
from shared.clocks import store_offset

PROVIDERS, CLIENTS, ORDERS = 3, 2, 24


async def many_orders(books: Books) -> list[str]:
    """Completed orders of several clients and providers, each with a mandate."""
    providers = [await books.member() for _ in range(PROVIDERS)]
    clients = [await books.organisation() for _ in range(CLIENTS)]
    for provider in providers:
        await books.mandate(provider)
    orders = [
        await books.completed(clients[n % CLIENTS], providers[n % PROVIDERS]) for n in range(ORDERS)
    ]
    return [order["id"] for order in orders]


async def assert_whole(books: Books) -> None:
    """Every series counts 1, 2, 3 …; every order is on one client and one fee invoice."""
    series: dict[Any, list[int]] = defaultdict(list)
    async with books.database.transaction() as session:
        for row in await session.scalars(select(Invoice)):
            series[(row.seller_id, row.kind, row.year)].append(row.sequence)
        counters = {
            (row.seller_id, row.kind, row.year): row.last
            for row in await session.execute(
                text("select seller_id, kind, year, last from invoice_counters")
            )
        }
        on_invoices = await session.execute(
            text("select kind, count(*), count(distinct order_id) from invoiced_orders group by 1")
        )
        counted = {kind: (every, distinct) for kind, every, distinct in on_invoices}
        without_files = await session.scalar(
            text(
                "select count(*) from invoices i where (select count(*) from invoice_files f "
                "where f.invoice_id = i.id) <> 2"
            )
        )
        announced = await session.scalar(
            text("select count(*) from outbox where type = 'avt.billing.invoice.issued.v1'")
        )
        posted = await session.scalar(
            text("select count(*) from ledger_entries where source_type = 'invoice'")
        )
    assert counted == {"client": (ORDERS, ORDERS), "fee": (ORDERS, ORDERS)}
    for key, numbers in series.items():
        assert sorted(numbers) == list(range(1, counters[key] + 1)), "no gap, no double"
    assert without_files == 0
    assert announced == posted == sum(len(numbers) for numbers in series.values())
    balance = await books.get("/ledger/trial-balance")
    assert balance["difference"]["amount"] == "0.00"


def environment(books: Books) -> dict[str, str]:
    """What `python -m billing` needs to work on the test's database."""
    of_interest = {
        name: str(value)
        for name, value in books.settings.model_dump().items()
        if name.startswith("seller_") or name in {"database_url", "broker_url", "environment"}
    }
    of_interest["secret_key"] = books.settings.secret_key.get_secret_value()
    of_interest["sandbox_clock"] = "true"
    ours = {f"BILLING_{name.upper()}": value for name, value in of_interest.items()}
    return {**os.environ, **ours}


async def test_a_run_killed_in_the_middle_is_finished_by_the_next(books: Books):
    await many_orders(books)
    killed = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "billing",
        "invoice",
        env=environment(books),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    async with asyncio.timeout(60):
        while (await books.scalar(select(func.count()).select_from(Invoice))) < 5:
            await asyncio.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    assert await killed.wait() == -signal.SIGKILL
    issued = await books.scalar(select(func.count()).select_from(Invoice))
    assert 5 <= issued < ORDERS, "it was killed while it still had work"

    unfinished = await books.scalar(text("select id from invoicing_runs"))
    async with asyncio.timeout(60):
        # The dead process's lock goes when PostgreSQL notices that its connection is gone.
        while not await Running(books.database, books.settings).carry_out(unfinished):
            await asyncio.sleep(0.05)

    run = await books.run(unfinished)
    assert (run.state, run.counts.issued, run.counts.failed) == ("done", 2 * ORDERS, 0)
    await assert_whole(books)


async def test_a_run_that_dies_between_number_and_commit_leaves_no_gap(
    books: Books, monkeypatch: pytest.MonkeyPatch
):
    await many_orders(books)
    run_id = await books.request()
    calls = 0
    honest = issuing.announce

    async def dies_the_fourth_time(session: Any, fact: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise ConnectionResetError("the connection is gone")
        await honest(session, fact)

    monkeypatch.setattr(issuing, "announce", dies_the_fourth_time)
    with pytest.raises(ConnectionResetError):
        await Running(books.database, books.settings).carry_out(run_id)
    assert (await books.run(run_id)).state == "running"
    monkeypatch.undo()

    assert await Running(books.database, books.settings).carry_out(run_id)

    assert (await books.run(run_id)).state == "done"
    await assert_whole(books)


async def test_runs_at_the_same_moment_share_the_work(books: Books):
    await many_orders(books)
    ids = [await books.request() for _ in range(3)]

    await asyncio.gather(
        *(Running(books.database, books.settings).carry_out(run_id) for run_id in ids)
    )

    runs = [await books.run(run_id) for run_id in ids]
    assert {run.state for run in runs} == {"done"}
    assert sum(run.counts.issued for run in runs) == 2 * ORDERS
    await assert_whole(books)


async def test_one_run_is_carried_out_by_one_process_at_a_time(books: Books):
    await many_orders(books)
    run_id = await books.request()

    did = await asyncio.gather(
        *(Running(books.database, books.settings).carry_out(run_id) for _ in range(3))
    )

    assert any(did)
    await assert_whole(books)
    assert await Running(books.database, books.settings).carry_out(run_id) is False


async def test_a_defect_in_one_invoice_fails_it_alone_and_the_run_goes_on(
    books: Books, monkeypatch: pytest.MonkeyPatch
):
    orders = await many_orders(books)
    honest = issuing.exact_vat_errors
    monkeypatch.setattr(
        issuing,
        "exact_vat_errors",
        lambda ubl: ["wrong by a cent"] if orders[3].encode() in ubl else honest(ubl),
    )
    run = await books.invoice()
    failed = [result for result in run.results if result.outcome == "failed"]
    assert run.state == "failed"
    assert {result.reason for result in failed} == {"InconsistentInvoice"}
    assert orders[3] in {str(result.order_id) for result in failed}
    monkeypatch.undo()

    again = await books.invoice()

    assert again.state == "done"
    await assert_whole(books)


async def command(books: Books, *arguments: str, **changes: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "billing",
        "invoice",
        *arguments,
        env={**environment(books), **changes},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_the_command_tells_by_its_exit_code_how_it_went(books: Books):
    client, provider = await books.organisation(), await books.member()
    order = await books.completed(client, provider)
    code, out = await command(books)
    assert (code, f"skipped client {order['id']}: no_mandate" in out) == (3, True)
    await books.mandate(provider)
    code, out = await command(books, "--until", "2999-12-31T00:00Z", "--json")
    assert (code, '"state":"done"' in out) == (0, True)
    assert (await command(books, "--until", "yesterday"))[0] == 2
    assert (await command(books, **no_seller(books)))[0] == 1


def no_seller(books: Books) -> dict[str, str]:
    """Variables under which nobody invoices."""
    given = {name for name in environment(books) if name.startswith("BILLING_SELLER")}
    return dict.fromkeys(given - {"BILLING_SELLER_ID", "BILLING_SELLER_COUNTRY"}, "")


async def told(stream: asyncio.StreamReader, words: str) -> bool:
    """Wait for a line with these words; whether it came before the end."""
    async for line in stream:
        if words in line.decode():
            return True
    return False


@asynccontextmanager
async def worker(books: Books, **changes: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "billing", "worker"),
        env={**environment(books), **changes},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            yield process
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                await process.communicate()
                assert process.returncode == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def results(books: Books, day: int) -> list[tuple[str, str | None]]:
    """What the run of that day did for each order, once it is over."""
    while True:
        async with books.database.transaction() as session:
            runs = (await session.scalars(select(InvoicingRun).order_by(InvoicingRun.id))).all()
            if len(runs) > day and runs[day].finished_at is not None:
                assert len(runs) == day + 1, "late is done once"
                assert runs[day].requested_by is None
                found = await session.execute(
                    select(RunResult.outcome, RunResult.reason)
                    .where(RunResult.run_id == runs[day].id)
                    .order_by(RunResult.outcome, RunResult.reason)
                )
                return [(row.outcome, row.reason) for row in found]
        await asyncio.sleep(0.05)


async def test_the_worker_invoices_by_itself_each_day_of_the_business_clock(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.completed(client, provider)
    async with worker(books):
        skipped = await results(books, 0)
        assert ("skipped", "no_mandate") in skipped
        await books.mandate(provider)
        async with books.database.transaction() as session:
            await store_offset(session, offset_seconds=30 * 86_400, version=1000)
        assert ("issued", None) in await results(books, 1)
    again = PROCESS.duty_runner(books.settings, books.database, CollectorRegistry())
    assert await again.do_due() == [], "a worker that starts anew repeats nothing"


async def test_a_run_that_a_killed_worker_left_is_finished_by_the_next(books: Books):
    await many_orders(books)
    async with worker(books) as killed:
        while (await books.scalar(select(func.count()).select_from(Invoice))) < 5:
            await asyncio.sleep(0.005)
        killed.kill()
        assert await killed.wait() == -signal.SIGKILL
    issued = await books.scalar(select(func.count()).select_from(Invoice))
    assert 5 <= issued < ORDERS, "it was killed while it still had work"
    async with worker(books):
        assert await results(books, 0) == [("issued", None)] * 2 * ORDERS
    await assert_whole(books)


async def test_a_worker_without_a_seller_keeps_and_invoices_nothing(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.completed(client, provider)
    async with worker(books, **no_seller(books)) as process:
        assert process.stderr
        assert await told(process.stderr, '"duty_done"')
    async with books.database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(InvoicingRun)) == 0
        done = await session.scalars(select(tables.duties.c.name))
        # Which of them are done by now is a matter of turns; none of them makes invoices.
        assert set(done) in ({"purge"}, {"state_obligations"}, {"purge", "state_obligations"})
