"""Who may: nobody 401, without the scope 403, without the role 403, strangers 404."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from services.billing.tests.builders import IBAN, V1, Books, euro

ANY = "019b0000-0000-7000-8000-00000000abcd"
ROUTES: list[tuple[str, str, Any, str]] = [
    ("GET", "/fee-schedules", None, "billing:read"),
    ("POST", "/fee-schedules", {}, "billing:write"),
    ("GET", "/loyalty-programmes", None, "billing:read"),
    ("POST", "/loyalty-programmes", {}, "billing:write"),
    ("GET", "/vat-rates", None, "billing:read"),
    ("POST", "/price-previews", {}, "billing:read"),
    ("GET", f"/orders/{ANY}/rating", None, "billing:read"),
    ("GET", "/mandate-terms", None, "billing:read"),
    ("GET", "/mandates", None, "billing:read"),
    ("POST", "/mandates", {}, "billing:write"),
    ("POST", "/invoicing-runs", {}, "billing:invoicing"),
    ("GET", "/invoicing-runs", None, "billing:invoicing"),
    ("GET", f"/invoicing-runs/{ANY}", None, "billing:invoicing"),
    ("GET", "/invoices", None, "billing:read billing:issued"),
    ("GET", f"/invoices/{ANY}", None, "billing:read billing:issued"),
    ("GET", f"/invoices/{ANY}/pdf", None, "billing:read billing:issued"),
    ("GET", f"/invoices/{ANY}/ubl", None, "billing:read billing:issued"),
    ("POST", f"/invoices/{ANY}/payments", {}, "billing:write"),
    ("GET", "/ledger/trial-balance", None, "billing:read"),
    ("GET", "/ledger/entries", None, "billing:read"),
    ("GET", f"/credits/{ANY}", None, "billing:read"),
    ("POST", f"/credits/{ANY}/payouts", {}, "billing:write"),
    ("GET", "/feeds/events", None, "feeds:read"),
    ("GET", "/dead-letters", None, "billing:read"),
]
EVERY_SCOPE = {"billing:read", "billing:write", "billing:invoicing", "billing:issued", "feeds:read"}


def schedule(**changes: Any) -> dict[str, Any]:
    begins = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return {
        "valid_from": begins,
        "member_rate": "2.5",
        "non_member_rate": "5",
        "source": "Board, minutes 3/2026",
        **changes,
    }


async def test_nobody_is_refused_with_401_at_every_route(books: Books):
    headers = {"Idempotency-Key": "k"}
    for method, path, body, _ in ROUTES:
        answer = await books.http.request(method, V1 + path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing"), path


async def test_every_other_scope_is_refused_with_403_at_every_route(books: Books):
    for method, path, body, scope in ROUTES:
        headers = books.headers(scopes=EVERY_SCOPE - set(scope.split()), roles=["manager"])
        answer = await books.http.request(method, V1 + path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), path


async def test_every_route_is_in_the_list_above(books: Books):
    known = {(method, path.split("?")[0].replace(ANY, "{}")) for method, path, _, _ in ROUTES}
    served = {
        (method.upper(), path.removeprefix(V1))
        for path, item in books.app.openapi()["paths"].items()
        for method in item
    }
    shaped = {(method, re.sub(r"\{[^}]+\}", "{}", path)) for method, path in served}
    of_shared = {
        ("GET", "/dead-letters/{}"),
        ("POST", "/dead-letters/resend"),
        ("POST", "/me/export"),
    }
    assert shaped - of_shared == known


MANAGER_ONLY: list[tuple[str, str, Any]] = [
    ("POST", "/fee-schedules", schedule()),
    (
        "POST",
        "/loyalty-programmes",
        {
            "valid_from": "2099-01-01T00:00:00Z",
            "discount_rate": "5",
            "cluster_parts": 1,
            "provider_parts": 1,
            "source": "x",
        },
    ),
    (
        "POST",
        f"/invoices/{ANY}/payments",
        {"amount": euro("1.00"), "paid_on": "2026-01-01", "reference": "x"},
    ),
    ("GET", "/ledger/trial-balance", None),
    ("GET", "/ledger/entries", None),
]


async def test_a_representative_is_no_manager(books: Books):
    for method, path, body in MANAGER_ONLY:
        headers = books.as_representative(uuid4())
        answer = await books.http.request(method, V1 + path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "managers_only"), path


async def test_only_a_representative_gives_a_mandate(books: Books):
    body = {"accepted_terms_version": "2026-01"}
    for roles, organisation in ((["manager"], uuid4()), (["representative"], None), ([], uuid4())):
        headers = books.headers(organisation_id=organisation, roles=roles)
        answer = await books.http.post(f"{V1}/mandates", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "representatives_only")


async def test_strangers_do_not_learn_that_an_invoice_or_an_order_exists(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    order = await books.completed(client, provider)
    await books.invoice()
    items = (await books.get("/invoices"))["items"]
    stranger = books.as_representative(await books.organisation())
    machine = books.headers(kind="machine", scopes=["billing:read"])

    for headers in (stranger, machine):
        assert (await books.get("/invoices", headers))["items"] == []
        for item in items:
            for path in ("", "/pdf", "/ubl"):
                answer = await books.http.get(f"{V1}/invoices/{item['id']}{path}", headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (404, "invoice_unknown")
        answer = await books.http.get(f"{V1}/orders/{order['id']}/rating", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "order_unknown")


async def test_a_client_sees_its_invoice_but_neither_the_fee_nor_its_invoice(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    order = await books.completed(client, provider)
    await books.invoice()
    as_client, as_provider = books.as_representative(client), books.as_representative(provider)

    kinds = [item["kind"] for item in (await books.get("/invoices", as_client))["items"]]
    rating = await books.get(f"/orders/{order['id']}/rating", as_client)
    whole = await books.get(f"/orders/{order['id']}/rating", as_provider)

    assert kinds == ["client"]
    assert (rating["fee"], rating["cluster_share"]) == (None, None)
    assert "fee" not in {line["code"] for line in rating["lines"]}
    assert whole["fee"] == euro("30.00")
    assert {item["kind"] for item in (await books.get("/invoices", as_provider))["items"]} == {
        "client",
        "fee",
    }


async def test_a_preview_says_what_an_order_would_cost_now(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.confirmed(client, provider)
    wish = {"client_id": str(client), "provider_id": str(provider), "net": euro("2000.00")}

    answer = await books.http.post(
        f"{V1}/price-previews", json=wish, headers=books.as_representative(provider)
    )

    shown = answer.json()
    assert answer.status_code == 200, answer.text
    assert (shown["fee"], shown["discount"]) == (euro("60.00"), euro("100.00"))
    assert (shown["cluster_share"], shown["provider_share"]) == (euro("40.00"), euro("60.00"))
    assert (shown["payable"], shown["gross"]) == (euro("1900.00"), euro("2299.00"))
    assert shown["vat"]["category"] == "S"
    huge = {**wish, "net": euro("99999999999.99")}
    answer = await books.http.post(f"{V1}/price-previews", json=huge, headers=books.as_manager())
    assert (answer.status_code, answer.json()["code"]) == (422, "amount_too_large")
    stranger = books.as_representative(await books.organisation())
    answer = await books.http.post(f"{V1}/price-previews", json=wish, headers=stranger)
    assert (answer.status_code, answer.json()["code"]) == (404, "organisation_unknown")


async def test_a_new_fee_schedule_counts_from_its_day_on(books: Books):
    client, provider = await books.organisation(), await books.member()
    answer = await books.http.post(
        f"{V1}/fee-schedules", json=schedule(), headers=books.as_manager()
    )
    assert answer.status_code == 201, answer.text
    tomorrow = datetime.now(UTC) + timedelta(days=2)

    now = await books.confirmed(client, provider)
    later = await books.confirmed(client, provider, confirmed_at=tomorrow.isoformat())

    assert (await books.get(f"/orders/{now['id']}/rating"))["fee"] == euro("30.00")
    assert (await books.get(f"/orders/{later['id']}/rating"))["fee"] == euro("25.00")
    listed = (await books.get("/fee-schedules"))["items"]
    assert [(item["member_rate"], item["non_member_rate"]) for item in listed] == [
        ("2.5", "5"),
        ("3", "6"),
    ]


async def test_a_schedule_cannot_begin_in_the_past_nor_twice_at_one_moment(books: Books):
    past = schedule(valid_from=datetime.now(UTC).isoformat())
    answer = await books.http.post(f"{V1}/fee-schedules", json=past, headers=books.as_manager())
    assert (answer.status_code, answer.json()["code"]) == (422, "begins_in_the_past")
    body = schedule()
    for expected in (201, 409):
        answer = await books.http.post(f"{V1}/fee-schedules", json=body, headers=books.as_manager())
        assert answer.status_code == expected
    assert answer.json()["code"] == "date_taken"


@pytest.mark.parametrize(
    "wrong",
    [
        {"member_rate": "-1"},
        {"member_rate": "101"},
        {"member_rate": "1.00001"},
        {"member_rate": 3},
        {"valid_from": "2099-01-01T00:00:00"},
        {"valid_from": "9999-12-31T23:59:59-14:00"},
        {"valid_from": 10**30},
        {"source": ""},
        {"source": "a\u0000b"},
        {"unknown": 1},
    ],
)
async def test_a_malformed_schedule_is_refused_naming_the_field(books: Books, wrong):
    answer = await books.http.post(
        f"{V1}/fee-schedules", json=schedule(**wrong), headers=books.as_manager()
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(wrong))}"


async def test_somebody_has_to_bear_the_discount(books: Books):
    body = {**MANAGER_ONLY[1][2], "cluster_parts": 0, "provider_parts": 0}
    answer = await books.http.post(
        f"{V1}/loyalty-programmes", json=body, headers=books.as_manager()
    )
    assert answer.status_code == 422


async def test_a_further_mandate_ends_the_one_before(books: Books):
    provider = await books.member()
    await books.mandate(provider, iban=None)
    second = await books.mandate(provider)

    listed = await books.get("/mandates", books.as_representative(provider))

    assert [item["ended_at"] is None for item in listed["items"]] == [True, False]
    assert (second["iban"], second["provider_id"]) == (IBAN, str(provider))
    other = books.as_representative(uuid4())
    assert (await books.get("/mandates", other))["items"] == []
    assert len((await books.get("/mandates"))["items"]) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"accepted_terms_version": "1999-01"}, "terms_unknown"),
        ({"accepted_terms_version": "2026-01", "iban": "LV80BANK0000435195002"}, "iban_invalid"),
        ({"accepted_terms_version": "2026-01", "iban": "LV"}, "validation_failed"),
        ({}, "validation_failed"),
    ],
)
async def test_a_mandate_needs_terms_in_force_and_a_valid_account(books: Books, body, code):
    headers = books.as_representative(uuid4())
    answer = await books.http.post(f"{V1}/mandates", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_lists_are_paged_to_their_end(books: Books):
    for path, expected in (("/vat-rates", 5), ("/mandate-terms", 1)):
        seen: list[Any] = []
        where: str | None = f"{path}?limit=2"
        while where:
            page = await books.get(where)
            seen += page["items"]
            where = f"{path}?limit=2&cursor={page['next']}" if page["next"] else None
        assert len(seen) == expected
        assert len({str(item) for item in seen}) == expected


async def test_a_run_is_not_found_under_a_foreign_id_and_is_repeatable_by_its_key(books: Books):
    machine = books.as_machine()
    answer = await books.http.get(f"{V1}/invoicing-runs/{ANY}", headers=machine)
    assert (answer.status_code, answer.json()["code"]) == (404, "run_unknown")
    first, again = [
        await books.http.post(f"{V1}/invoicing-runs", json={}, headers=machine) for _ in range(2)
    ]
    assert first.status_code == again.status_code == 202
    assert first.json()["id"] == again.json()["id"]
    listed = await books.get("/invoicing-runs", machine)
    assert [run["state"] for run in listed["items"]] == ["queued"]
    other = await books.http.post(
        f"{V1}/invoicing-runs", json={"until": "2026-01-01T00:00:00Z"}, headers=machine
    )
    assert other.status_code == 422


async def test_a_file_that_is_known_is_answered_with_304(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    await books.completed(client, provider)
    await books.invoice()
    item = (await books.get("/invoices?kind=client"))["items"][0]
    headers = books.as_manager()
    pdf = await books.http.get(f"{V1}/invoices/{item['id']}/pdf", headers=headers)
    again = await books.http.get(
        f"{V1}/invoices/{item['id']}/pdf",
        headers={**headers, "If-None-Match": pdf.headers["etag"]},
    )
    assert again.status_code == 304
