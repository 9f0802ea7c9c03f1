"""From completed orders to numbered invoices, files, credits and the books."""

import asyncio
import io
from datetime import UTC, datetime, timedelta

from pypdf import PdfReader
from services.billing.tests.builders import CLUSTER_ID, V1, Books

from billing.invoices.vat_check import exact_vat_errors
from billing.invoicing.worker import carry_out_runs


async def test_a_completed_order_gets_a_client_invoice_and_a_fee_invoice(books: Books):
    client, provider = await books.organisation(), await books.member()
    mandate = await books.mandate(provider)
    order = await books.completed(client, provider)

    run = await books.invoice()

    assert run.state == "done"
    assert run.counts.issued == 2
    invoices = {item["kind"]: item for item in (await books.get("/invoices"))["items"]}
    sold, fee = invoices["client"], invoices["fee"]
    year = datetime.now(UTC).year
    assert sold["number"] == f"AVT-K-{year}-000001"
    assert (sold["seller_id"], sold["buyer_id"]) == (str(provider), str(client))
    assert (sold["net"]["amount"], sold["vat"]["amount"], sold["gross"]["amount"]) == (
        "1000.00",
        "210.00",
        "1210.00",
    )
    assert fee["number"] == f"AVT-S-{year}-000001"
    assert (fee["seller_id"], fee["buyer_id"]) == (str(CLUSTER_ID), str(provider))
    assert (fee["net"]["amount"], fee["gross"]["amount"]) == ("30.00", "36.30")
    assert sold["order_ids"] == fee["order_ids"] == [order["id"]]
    detail = await books.get(f"/invoices/{sold['id']}")
    assert detail["mandate_id"] == mandate["id"]
    assert "in the name and on behalf of the seller" in detail["notes"][0]["en"]
    assert [fact["kind"] for fact in await books.announced("avt.billing.invoice.issued.v1")] == [
        "client",
        "fee",
    ]


async def test_the_discount_is_an_allowance_and_the_clusters_part_comes_off_the_fee(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    await books.completed(client, provider)
    second = await books.completed(client, provider)

    await books.invoice()

    page = await books.get(f"/invoices?order_id={second['id']}")
    by_kind = {item["kind"]: item for item in page["items"]}
    sold = await books.get(f"/invoices/{by_kind['client']['id']}")
    assert [(a["reason_code"], a["amount"]["amount"]) for a in sold["allowances"]] == [
        ("95", "50.00")
    ]
    assert (sold["net"]["amount"], sold["vat"]["amount"]) == ("950.00", "199.50")
    fee = await books.get(f"/invoices/{by_kind['fee']['id']}")
    assert [line["net"]["amount"] for line in fee["lines"]] == ["30.00", "30.00"]
    assert fee["allowances"][0]["amount"]["amount"] == "20.00"
    assert (fee["net"]["amount"], fee["vat"]["amount"]) == ("40.00", "8.40")


async def test_a_credit_above_the_fee_is_carried_to_the_next_fee_invoice(books: Books):
    client, provider = await books.organisation(), await books.member()
    manager = books.as_manager()
    begins = (datetime.now(UTC) + timedelta(days=10)).isoformat()
    answer = await books.http.post(
        f"{V1}/loyalty-programmes",
        headers=manager,
        json={
            "valid_from": begins,
            "discount_rate": "10",
            "cluster_parts": 1,
            "provider_parts": 0,
            "source": "Test",
        },
    )
    assert answer.status_code == 201, answer.text
    await books.mandate(provider)
    await books.completed(client, provider)
    await books.invoice()
    later = datetime.now(UTC) + timedelta(days=20)
    loyal = {"confirmed_at": later.isoformat()}
    await books.completed(client, provider, **loyal)
    await books.invoice()
    poor = (await books.get("/invoices?kind=fee"))["items"][0]
    assert (poor["net"]["amount"], poor["gross"]["amount"], poor["status"]) == (
        "0.00",
        "0.00",
        "paid",
    )

    other = await books.organisation()
    await books.completed(other, provider, net={"amount": "5000.00", "currency": "EUR"})
    await books.invoice()

    fee = (await books.get("/invoices?kind=fee"))["items"][0]
    detail = await books.get(f"/invoices/{fee['id']}")
    assert detail["lines"][0]["net"]["amount"] == "150.00"
    assert detail["allowances"][0]["amount"]["amount"] == "70.00", "100.00 less the 30.00 used"


async def test_without_a_mandate_the_clients_invoice_is_skipped_and_issued_later(books: Books):
    client, provider = await books.organisation(), await books.member()
    order = await books.completed(client, provider)

    first = await books.invoice()

    assert first.state == "done"
    skipped = [result for result in first.results if result.outcome == "skipped"]
    assert [(str(r.order_id), r.kind, r.reason) for r in skipped] == [
        (order["id"], "client", "no_mandate")
    ]
    assert [result.kind for result in first.results if result.outcome == "issued"] == ["fee"]
    await books.mandate(provider)
    second = await books.invoice()
    assert [(result.kind, result.outcome) for result in second.results] == [("client", "issued")]


async def test_an_order_completed_at_or_after_until_waits_for_another_run(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    order = await books.completed(client, provider)
    moment = datetime.fromisoformat(order["completed_at"])

    assert (await books.invoice(until=moment)).counts.issued == 0
    assert (await books.invoice(until=moment + timedelta(microseconds=1))).counts.issued == 2


async def test_a_second_run_finds_nothing_left_to_do(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    await books.completed(client, provider)
    await books.invoice()

    again = await books.invoice()

    assert (again.state, again.results) == ("done", [])
    assert len((await books.get("/invoices"))["items"]) == 2


async def test_a_german_client_is_invoiced_by_reverse_charge(books: Books):
    provider = await books.member()
    client = await books.organisation(
        country="DE", registration_number="HRB 12345", vat_number="DE136695976"
    )
    await books.mandate(provider)
    await books.completed(client, provider)
    await books.invoice()

    item = (await books.get("/invoices?kind=client"))["items"][0]
    detail = await books.get(f"/invoices/{item['id']}")

    assert detail["vat_breakdown"]["category"] == "AE"
    assert detail["vat_breakdown"]["exemption_code"] == "VATEX-EU-AE"
    assert detail["vat"]["amount"] == "0.00"
    assert detail["gross"]["amount"] == "1000.00"


async def test_the_stored_files_are_what_the_routes_give(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    await books.completed(client, provider)
    await books.invoice()
    item = (await books.get("/invoices?kind=client"))["items"][0]
    headers = books.as_representative(client)

    pdf = await books.http.get(f"{V1}/invoices/{item['id']}/pdf", headers=headers)
    ubl = await books.http.get(f"{V1}/invoices/{item['id']}/ubl", headers=headers)

    assert pdf.headers["content-type"] == "application/pdf"
    assert f'filename="{item["number"]}.pdf"' in pdf.headers["content-disposition"]
    assert ubl.headers["content-type"].startswith("application/xml")
    assert exact_vat_errors(ubl.content) == []
    reader = PdfReader(io.BytesIO(pdf.content))
    assert reader.attachments["invoice.xml"] == [ubl.content]


async def test_the_worker_is_woken_by_a_run_that_a_machine_asked_for(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    await books.completed(client, provider)
    machine = books.as_machine()
    # Nobody would look for an hour: it is the request that wakes.
    seldom = books.settings.model_copy(update={"invoicing_poll_seconds": 3600})
    worker = asyncio.create_task(carry_out_runs(seldom, books.database))
    try:
        answer = await books.http.post(f"{V1}/invoicing-runs", json={}, headers=machine)
        assert answer.status_code == 202, answer.text
        place = answer.headers["location"]
        async with asyncio.timeout(20):
            while True:
                run = (await books.http.get(place, headers=machine)).json()
                if run["finished_at"]:
                    break
                await asyncio.sleep(0.05)
    finally:
        worker.cancel()
        await asyncio.wait([worker])

    assert (run["state"], run["counts"]) == ("done", {"issued": 2, "skipped": 0, "failed": 0})
