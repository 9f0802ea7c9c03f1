"""A machine account reads and downloads what its own runs issued, and nothing else."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.billing.tests.builders import CLUSTER_ID, V1, Books, euro

from billing.days import riga_day
from billing.invoicing.running import Running

SCOPES = ("billing:invoicing", "billing:issued")


def as_machine(books: Books, subject: UUID, *scopes: str) -> dict[str, str]:
    return books.headers(kind="machine", subject=subject, scopes=list(scopes or SCOPES))


async def issued_by(books: Books, subject: UUID) -> list[str]:
    """Invoices of a run that this machine starts over one new completed order; their ids."""
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    await books.completed(client, provider)
    started = await books.http.post(
        f"{V1}/invoicing-runs", json={}, headers=as_machine(books, subject)
    )
    assert started.status_code == 202, started.text
    run_id = UUID(started.json()["id"])
    await Running(books.database, books.settings).carry_out(run_id)
    run = await books.run(run_id)
    assert run.state == "done"
    return sorted({str(result.invoice_id) for result in run.results})


async def listed(books: Books, headers: dict[str, str]) -> list[str]:
    return sorted(item["id"] for item in (await books.get("/invoices", headers))["items"])


@pytest.fixture
async def machines(books: Books) -> tuple[UUID, list[str], UUID, list[str]]:
    """Two machine accounts, each with the two invoices of a run of its own."""
    one, other = uuid4(), uuid4()
    return one, await issued_by(books, one), other, await issued_by(books, other)


async def test_it_lists_reads_and_downloads_what_its_runs_issued(books: Books, machines: Any):
    one, mine, other, theirs = machines
    assert await listed(books, as_machine(books, one)) == mine
    assert await listed(books, as_machine(books, other)) == theirs
    assert len(mine) == len(theirs) == 2
    headers = as_machine(books, one)
    for invoice_id in mine:
        detail = await books.get(f"/invoices/{invoice_id}", headers)
        assert detail["lines"]
        for path, begins in (("pdf", b"%PDF-"), ("ubl", b"<?xml")):
            file = await books.http.get(f"{V1}/invoices/{invoice_id}/{path}", headers=headers)
            assert file.status_code == 200
            assert file.content.startswith(begins)


async def test_what_another_machine_or_nobody_issued_does_not_exist_for_it(
    books: Books, machines: Any
):
    one, mine, _, theirs = machines
    for headers, foreign in (
        (as_machine(books, one), theirs),
        (as_machine(books, uuid4()), mine),
        # An API key of a stranger, and one of a manager limited to this scope.
        (
            books.headers(
                kind="machine", organisation_id=uuid4(), roles=["finance"], scopes=SCOPES[1:]
            ),
            mine,
        ),
        (
            books.headers(
                kind="machine", organisation_id=CLUSTER_ID, roles=["manager"], scopes=SCOPES[1:]
            ),
            mine,
        ),
    ):
        assert not set(await listed(books, headers)) & set(foreign)
        for invoice_id in foreign:
            for path in ("", "/pdf", "/ubl"):
                answer = await books.http.get(f"{V1}/invoices/{invoice_id}{path}", headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (404, "invoice_unknown")
    for path in ("", f"/{mine[0]}", f"/{mine[0]}/pdf", f"/{mine[0]}/ubl"):
        answer = await books.http.get(f"{V1}/invoices{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_it_sees_neither_payments_nor_anything_else_of_billing(books: Books, machines: Any):
    one, mine, _, _ = machines
    body = {
        "amount": euro("0.01"),
        "paid_on": riga_day(datetime.now(UTC)).isoformat(),
        "reference": "secret 1",
    }
    paid = await books.http.post(
        f"{V1}/invoices/{mine[0]}/payments", json=body, headers=books.as_manager()
    )
    assert paid.status_code == 201, paid.text
    assert (await books.get(f"/invoices/{mine[0]}"))["payments"][0]["reference"] == "secret 1"
    headers = as_machine(books, one)
    assert (await books.get(f"/invoices/{mine[0]}", headers))["payments"] is None
    assert (await books.get("/invoices"))["items"][0]["status"] is not None
    shown = [await books.get(f"/invoices/{one_of_mine}", headers) for one_of_mine in mine]
    shown += (await books.get("/invoices", headers))["items"]
    assert len(shown) == 4
    for invoice in shown:
        assert {invoice[name] for name in ("paid", "open", "status", "overdue")} == {None}
        assert invoice["gross"] is not None
    for status in ("open", "paid"):
        assert (await books.get(f"/invoices?status={status}", headers))["items"] == []
    for method, path in (
        ("POST", f"/invoices/{mine[0]}/payments"),
        ("GET", "/ledger/entries"),
        ("GET", "/ledger/trial-balance"),
        ("GET", "/mandates"),
        ("GET", "/feeds/events"),
        ("GET", "/dead-letters"),
    ):
        answer = await books.http.request(method, V1 + path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), path


async def test_starting_runs_alone_shows_no_invoice(books: Books, machines: Any):
    one, _, _, _ = machines
    answer = await books.http.get(
        f"{V1}/invoices", headers=as_machine(books, one, "billing:invoicing")
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


async def test_a_paid_invoice_has_no_tag_for_it_that_would_tell_so(books: Books, machines: Any):
    one, mine, _, _ = machines
    gross = (await books.get(f"/invoices/{mine[0]}"))["gross"]
    body = {"amount": gross, "paid_on": riga_day(datetime.now(UTC)).isoformat(), "reference": "1"}
    paid = await books.http.post(
        f"{V1}/invoices/{mine[0]}/payments", json=body, headers=books.as_manager()
    )
    assert paid.status_code == 201, paid.text
    path = f"{V1}/invoices/{mine[0]}"
    assert "etag" in (await books.http.get(path, headers=books.as_manager())).headers
    assert "etag" not in (await books.http.get(path, headers=as_machine(books, one))).headers


async def test_it_reads_the_runs_that_it_started_and_the_manager_reads_all(
    books: Books, machines: Any
):
    manager = books.headers(
        organisation_id=CLUSTER_ID, roles=["manager"], scopes=["billing:invoicing"]
    )
    runs = [run["id"] for run in (await books.get("/invoicing-runs", manager))["items"]]
    assert len(runs) == 2
    for subject, own in ((machines[0], runs[1]), (machines[2], runs[0]), (uuid4(), None)):
        headers = as_machine(books, subject, "billing:invoicing")
        listed_runs = (await books.get("/invoicing-runs", headers))["items"]
        assert [run["id"] for run in listed_runs] == ([own] if own else [])
        for run_id in runs:
            assert (await books.get(f"/invoicing-runs/{run_id}", manager))["results"]
            answer = await books.http.get(f"{V1}/invoicing-runs/{run_id}", headers=headers)
            if run_id == own:
                assert answer.json()["results"]
            else:
                assert (answer.status_code, answer.json()["code"]) == (404, "run_unknown")
