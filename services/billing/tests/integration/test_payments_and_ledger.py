"""Money that arrives, and books whose trial balance is zero whatever happens."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from services.billing.tests.builders import V1, Books, euro
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from billing.days import riga_day
from billing.ledger import rules
from billing.ledger.rules import BANK, PostingLine, credit, debit
from billing.ledger.use_cases import post_entry
from shared.database import constraint_name
from shared.ids import new_id


async def invoiced(books: Books, *, orders: int = 1) -> dict[str, Any]:
    """Issue the invoices of a client's orders; returns {kind: summary of the latest}."""
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    for _ in range(orders):
        await books.completed(client, provider)
    await books.invoice()
    items = (await books.get("/invoices"))["items"]
    return {item["kind"]: item for item in reversed(items)}


async def pay(books: Books, invoice: dict[str, Any], amount: str, **changes: Any) -> Any:
    body = {
        "amount": euro(amount),
        "paid_on": riga_day(datetime.now(UTC)).isoformat(),
        "reference": f"BANK-{new_id()}",
        **changes,
    }
    return await books.http.post(
        f"{V1}/invoices/{invoice['id']}/payments", json=body, headers=books.as_manager()
    )


async def balances(books: Books) -> dict[str, str]:
    result = await books.get("/ledger/trial-balance")
    assert result["difference"]["amount"] == "0.00"
    assert result["memorandum_difference"]["amount"] == "0.00"
    assert result["debit"] == result["credit"]
    return {row["code"]: row["balance"]["amount"] for row in result["accounts"]}


async def test_an_empty_ledger_shows_the_whole_plan_at_zero(books: Books):
    assert set((await balances(books)).values()) == {"0.00"}


async def test_the_books_follow_invoices_and_payments_and_stay_at_zero(books: Books):
    invoices = await invoiced(books, orders=2)
    assert await balances(books) == {
        "2310": "48.40",
        "2620": "0.00",
        "5310": "0.00",
        "5721": "-8.40",
        "6110": "-60.00",
        "7710": "20.00",
        "9010": "2359.50",
        "9020": "-2359.50",
    }
    assert (await pay(books, invoices["fee"], "48.40")).status_code == 201
    assert (await pay(books, invoices["client"], "1000.00")).status_code == 201
    after = await balances(books)
    assert (after["2310"], after["2620"], after["9010"]) == ("0.00", "48.40", "1359.50")


async def test_a_payment_in_parts_leaves_the_rest_open_until_it_is_paid(books: Books):
    invoice = (await invoiced(books))["client"]
    first = (await pay(books, invoice, "210.00")).json()
    assert (first["open"], first["status"]) == (euro("1000.00"), "partly_paid")
    last = (await pay(books, invoice, "1000.00")).json()
    assert (last["open"], last["status"]) == (euro("0.00"), "paid")
    detail = await books.get(f"/invoices/{invoice['id']}")
    assert [payment["amount"] for payment in detail["payments"]] == [
        euro("210.00"),
        euro("1000.00"),
    ]
    facts = await books.announced("avt.billing.payment.recorded.v1")
    assert [fact["amount"]["amount"] for fact in facts] == ["210.00", "1000.00"]


WRONG_PAYMENTS: list[tuple[str, dict[str, Any], str]] = [
    ("1210.01", {}, "overpayment"),
    ("0.00", {}, "payment_not_positive"),
    ("-1.00", {}, "validation_failed"),
    ("1.001", {}, "validation_failed"),
    ("1.00", {"paid_on": "2999-01-01"}, "payment_in_the_future"),
    ("1.00", {"paid_on": "1999-12-31"}, "payment_before_order"),
    ("1.00", {"paid_on": 1767225600}, "validation_failed"),
    ("1.00", {"reference": "\u200b"}, "validation_failed"),
    ("1.00", {"reference": ""}, "validation_failed"),
    ("1.00", {"currency": "USD"}, "validation_failed"),
]


async def test_a_wrong_payment_is_refused_and_leaves_nothing(books: Books):
    invoice = (await invoiced(books))["client"]
    for amount, changes, code in WRONG_PAYMENTS:
        answer = await pay(books, invoice, amount, **changes)
        assert (answer.status_code, answer.json()["code"]) == (422, code), (amount, changes)
    assert (await books.get(f"/invoices/{invoice['id']}"))["paid"] == euro("0.00")
    assert await books.announced("avt.billing.payment.recorded.v1") == []


async def test_the_same_bank_reference_is_not_booked_twice(books: Books):
    invoice = (await invoiced(books))["client"]
    assert (await pay(books, invoice, "10.00", reference="TR-1")).status_code == 201
    again = await pay(books, invoice, "10.00", reference="TR-1")
    assert (again.status_code, again.json()["code"]) == (409, "payment_already_recorded")


async def test_payments_at_the_same_moment_never_overpay(books: Books):
    invoice = (await invoiced(books))["client"]
    answers = await asyncio.gather(*(pay(books, invoice, "400.00") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 422, 422]
    assert (await books.get(f"/invoices/{invoice['id']}"))["open"] == euro("10.00")


async def test_an_unpaid_invoice_becomes_overdue_when_the_clock_has_moved(books: Books):
    invoice = (await invoiced(books))["client"]
    assert invoice["overdue"] is False
    moved = {"id": str(new_id()), "version": 1, "offset_seconds": 30 * 86_400}
    await books.hear("avt.registry.clock.moved.v1", moved)
    assert (await books.get(f"/invoices/{invoice['id']}"))["overdue"] is True


async def post_raw(books: Books, lines: list[PostingLine]) -> None:
    """Write lines past our own check, as a defect would."""
    async with books.database.transaction() as session:
        entry = new_id()
        await session.execute(
            text(
                "insert into ledger_entries values "
                "(:id, now(), current_date, 'test', :id, 'a defect')"
            ),
            {"id": entry},
        )
        for position, line in enumerate(lines):
            await session.execute(
                text("insert into ledger_lines values (:e, :p, :a, null, :d, :c)"),
                {
                    "e": entry,
                    "p": position,
                    "a": line.account,
                    "d": line.debit_cents,
                    "c": line.credit_cents,
                },
            )


async def test_the_database_refuses_an_entry_that_does_not_balance(books: Books):
    with pytest.raises(DBAPIError) as refused:
        await post_raw(books, [debit(BANK, 100), credit("6110", 99)])
    assert constraint_name(refused.value) == "ck_ledger_entries_balanced"
    await post_raw(books, [debit(BANK, 100), credit("6110", 100)])


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_lines set debit_cents = debit_cents + 1 where debit_cents > 0",
        "delete from ledger_lines",
        "update ledger_entries set text = 'x'",
    ],
)
async def test_what_is_posted_is_permanent(books: Books, statement: str):
    await post_raw(books, [debit(BANK, 100), credit("6110", 100)])
    with pytest.raises(DBAPIError) as refused:
        async with books.database.transaction() as session:
            await session.execute(text(statement))
    assert constraint_name(refused.value) == "ck_ledger_permanent"


async def test_a_source_is_posted_once(books: Books):
    source = new_id()

    async def once() -> None:
        async with books.database.transaction() as session:
            await post_entry(
                session,
                source_type="test",
                source_id=source,
                occurred_on=datetime.now(UTC).date(),
                posted_at=datetime.now(UTC),
                text="once",
                lines=[debit(BANK, 1), credit("6110", 1)],
            )

    await once()
    with pytest.raises(DBAPIError):
        await once()


async def test_entries_are_listed_with_their_lines_newest_first(books: Books):
    await invoiced(books)
    page = await books.get("/ledger/entries?limit=1")
    (entry,) = page["items"]
    assert entry["text"].startswith("Fee invoice AVT-S-")
    assert {line["account"] for line in entry["lines"]} == {"2310", "6110", "5721"}
    older = await books.get(f"/ledger/entries?limit=1&cursor={page['next']}")
    assert older["items"][0]["text"].startswith("Client invoice AVT-K-")


async def test_the_plan_has_every_account_that_the_rules_post_to(books: Books):
    names = [name for name in vars(rules) if name.isupper() and name != "UUID"]
    used = {getattr(rules, name) for name in names}
    async with books.database.transaction() as session:
        known = set(await session.scalars(text("select code from ledger_accounts")))
    assert used == known
