"""An organisation that asks to leave: what billing states of it, and how its credit ends."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.billing.tests.builders import V1, Books, completed, euro, organisation_data
from sqlalchemy import func, select

from billing.days import riga_day
from billing.ledger.rules import LOYALTY_EXPENSE, PROVIDER_CREDITS, credit, debit
from billing.ledger.use_cases import post_entry
from billing.nouns import NOUNS
from billing.obligations.orm import CreditPayout, Leaving
from billing.obligations.use_cases import state_obligations
from shared.clocks import read_business_clock
from shared.ids import new_id
from shared.messaging.events import Undecodable

STATED = "avt.billing.obligations.stated.v1"
UPDATED = "avt.registry.organisation.updated.v1"
COMPLETED = "avt.marketplace.order.completed.v1"
TODAY = riga_day(datetime.now(UTC)).isoformat()


class Leaver:
    """A member of three years, as the registry tells of it."""

    def __init__(self, books: Books) -> None:
        since = (datetime.now(UTC) - timedelta(days=1100)).isoformat()
        self.books = books
        self.data = organisation_data(membership="member", member_since=since)
        self.id = UUID(self.data["id"])

    async def stands(self, standing: str, membership: str = "member", *may: str) -> None:
        self.data["version"] += 1
        self.data.update(standing=standing, may=list(may), membership=membership)
        await self.books.hear(UPDATED, self.data)

    async def tells(self, happened: str, request: UUID, version: int = 1, **changes: Any) -> None:
        data = {
            "id": str(request),
            "version": version,
            "organisation_id": str(self.id),
            "organisation_version": self.data["version"],
            "status": happened,
            **changes,
        }
        await self.books.hear(f"avt.registry.leaving.{happened}.v1", data)

    async def asks(self) -> UUID:
        await self.stands("leaving", "member", "member_rate")
        request = new_id()
        await self.tells("requested", request)
        return request


@pytest.fixture
async def leaver(books: Books) -> Leaver:
    made = Leaver(books)
    await books.hear("avt.registry.organisation.registered.v1", made.data)
    return made


async def look(books: Books) -> None:
    """Do what the duty does."""
    async with books.database.transaction() as session:
        await state_obligations(session, await read_business_clock(session))


async def last(books: Books) -> dict[str, Any]:
    return (await books.announced(STATED))[-1]


def listed(fact: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["kind"], one["id"]) for one in fact["open"]]


async def pay(books: Books, invoice_id: str, amount: str) -> None:
    body = {"amount": euro(amount), "paid_on": TODAY, "reference": f"BANK-{new_id()}"}
    answer = await books.http.post(
        f"{V1}/invoices/{invoice_id}/payments", json=body, headers=books.as_manager()
    )
    assert answer.status_code == 201, answer.text


async def pay_out(books: Books, who: UUID, sent: str, **changes: Any) -> Any:
    body = {"amount": euro(sent), "paid_on": TODAY, "reference": f"OUT-{new_id()}", **changes}
    return await books.http.post(
        f"{V1}/credits/{who}/payouts", json=body, headers=books.as_manager()
    )


async def invoices(books: Books, kind: str) -> list[dict[str, Any]]:
    return [one for one in (await books.get("/invoices"))["items"] if one["kind"] == kind]


async def test_who_owes_nothing_gets_an_answer_that_says_so(books: Books, leaver: Leaver) -> None:
    request = await leaver.asks()
    fact = await last(books)
    assert (fact["id"], fact["request_id"]) == (str(request), str(request))
    assert (fact["open"], fact["open_count"], fact["orders_completed"]) == ([], 0, 0)
    assert (fact["organisation_id"], fact["sealed_bids"]) == (str(leaver.id), False)


async def test_a_completed_order_is_open_until_it_is_invoiced_and_the_fee_paid(
    books: Books, leaver: Leaver
) -> None:
    order = await books.completed(await books.organisation(), leaver.id)
    await books.mandate(leaver.id)
    await leaver.asks()
    before = await last(books)
    assert listed(before) == [("to_invoice", order["id"])]
    assert before["open"][0]["link"] == f"/v1/billing/orders/{order['id']}/rating"
    await books.invoice()
    await look(books)
    (fee,) = await invoices(books, "fee")
    invoiced = await last(books)
    # What the client owes the provider holds the provider not.
    assert listed(invoiced) == [("invoice", fee["id"])]
    await pay(books, fee["id"], fee["gross"]["amount"])
    for _ in range(3):
        await look(books)
    stated = await books.announced(STATED)
    assert [one["open_count"] for one in stated] == [1, 1, 0]
    versions = [one["version"] for one in stated]
    assert versions == sorted(set(versions))
    assert {one["orders_completed"] for one in stated} == {1}


async def test_a_client_is_held_by_its_unpaid_invoice_until_the_last_cent(
    books: Books, leaver: Leaver
) -> None:
    provider = await books.member()
    await books.mandate(provider)
    await books.completed(leaver.id, provider)
    await books.invoice()
    await leaver.asks()
    (owed,) = await invoices(books, "client")
    assert listed(await last(books)) == [("invoice", owed["id"])]
    await pay(books, owed["id"], "1.00")
    await look(books)
    assert (await last(books))["open_count"] == 1
    rest = f"{float(owed['gross']['amount']) - 1:.2f}"
    await pay(books, owed["id"], rest)
    await look(books)
    assert (await last(books))["open_count"] == 0


async def test_nobody_waits_for_an_invoice_that_a_provider_without_mandate_writes_itself(
    books: Books, leaver: Leaver
) -> None:
    await books.completed(leaver.id, await books.member())
    await leaver.asks()
    fact = await last(books)
    assert (fact["open_count"], fact["orders_completed"]) == (0, 1)


async def test_a_provider_without_mandate_still_owes_its_fee(books: Books, leaver: Leaver) -> None:
    order = await books.completed(await books.organisation(), leaver.id)
    await leaver.asks()
    assert listed(await last(books)) == [("to_invoice", order["id"])]


async def test_an_order_that_is_completed_later_is_counted_and_stated(
    books: Books, leaver: Leaver
) -> None:
    order = await books.confirmed(await books.organisation(), leaver.id)
    await leaver.asks()
    assert (await last(books))["orders_completed"] == 0
    await books.hear(COMPLETED, completed(order))
    await look(books)
    fact = await last(books)
    assert (listed(fact), fact["orders_completed"]) == ([("to_invoice", order["id"])], 1)


async def credited(books: Books, provider: UUID) -> str:
    """Let the cluster bear a discount of an order whose fee is invoiced; returns the credit."""
    await books.mandate(provider)
    await books.completed(await books.organisation(), provider)
    await books.invoice()
    async with books.database.transaction() as session:
        await post_entry(
            session,
            source_type="invoice",
            source_id=new_id(),
            occurred_on=riga_day(datetime.now(UTC)),
            posted_at=datetime.now(UTC),
            text="A discount that the cluster bears",
            lines=[debit(LOYALTY_EXPENSE, 12_345), credit(PROVIDER_CREDITS, 12_345, provider)],
        )
    return str((await books.get(f"/credits/{provider}"))["credit"]["amount"])


async def test_a_credit_is_open_until_the_manager_has_paid_it_out(
    books: Books, leaver: Leaver
) -> None:
    amount = await credited(books, leaver.id)
    assert amount == "123.45"
    for invoice in await invoices(books, "fee"):
        await pay(books, invoice["id"], invoice["gross"]["amount"])
    refused = await pay_out(books, leaver.id, amount)
    assert (refused.status_code, refused.json()["code"]) == (409, "credit_stays")
    await leaver.asks()
    assert listed(await last(books)) == [("credit", str(leaver.id))]
    bank = (await books.get("/ledger/trial-balance"))["accounts"]
    paid = await pay_out(books, leaver.id, "23.45", reference="OUT-1")
    assert (paid.status_code, paid.json()["credit"]) == (201, euro("100.00"))
    again = await pay_out(books, leaver.id, "1.00", reference="OUT-1")
    assert (again.status_code, again.json()["code"]) == (409, "payout_already_recorded")
    assert (await pay_out(books, leaver.id, "100.00")).status_code == 201
    await look(books)
    assert (await last(books))["open_count"] == 0
    after = await books.get("/ledger/trial-balance")
    moved = {
        row["code"]: row["balance"]["amount"]
        for row, old in zip(after["accounts"], bank, strict=True)
        if row != old
    }
    assert moved["5310"] == "0.00"
    assert set(moved) == {"2620", "5310"}
    assert after["difference"]["amount"] == "0.00"


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"amount": euro("0.00")}, "payout_out_of_range", "/amount/amount"),
        ({"amount": euro("123.46")}, "payout_out_of_range", "/amount/amount"),
        ({"paid_on": "2999-01-01"}, "payout_in_the_future", "/paid_on"),
        ({"reference": ""}, "validation_failed", "/reference"),
        ({"to": "LV80"}, "validation_failed", "/to"),
    ],
)
async def test_a_payout_that_cannot_be_is_refused_by_its_field_and_leaves_nothing(
    books: Books, leaver: Leaver, changes: dict[str, Any], code: str, pointer: str
) -> None:
    await credited(books, leaver.id)
    await leaver.asks()
    answer = await pay_out(books, leaver.id, "123.45", **changes)
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert answer.json()["code"] == code
    assert await books.scalar(select(func.count()).select_from(CreditPayout)) == 0


async def test_a_credit_is_shown_to_its_provider_and_the_manager_and_paid_by_the_manager_alone(
    books: Books, leaver: Leaver
) -> None:
    path = f"{V1}/credits/{leaver.id}"
    own, other = books.as_representative(leaver.id), books.as_representative(new_id())
    assert (await books.http.get(path)).status_code == 401
    assert (await books.http.get(path, headers=own)).json()["credit"] == euro("0.00")
    assert (await books.http.get(path, headers=other)).status_code == 404
    assert (await books.http.get(f"{V1}/credits/{new_id()}", headers=books.as_manager())).is_error
    body = {"amount": euro("1.00"), "paid_on": TODAY, "reference": "OUT"}
    for headers, status in (({"Idempotency-Key": "k"}, 401), (own, 403), (other, 403)):
        answer = await books.http.post(f"{path}/payouts", json=body, headers=headers)
        assert answer.status_code == status, answer.text


async def test_nothing_is_answered_before_the_organisation_takes_on_nothing_new(
    books: Books, leaver: Leaver
) -> None:
    await leaver.tells("requested", new_id(), organisation_version=2)
    await look(books)
    assert await books.announced(STATED) == []
    await leaver.stands("leaving")
    await look(books)
    assert len(await books.announced(STATED)) == 1


async def test_a_request_that_is_over_is_answered_no_more_whatever_comes_late(
    books: Books, leaver: Leaver
) -> None:
    request = new_id()
    await leaver.tells("completed", request, version=2)
    await leaver.tells("requested", request, version=1)
    await look(books)
    assert await books.announced(STATED) == []
    with pytest.raises(Undecodable):
        await leaver.tells("requested", request, version=0)
    assert await books.scalar(select(func.count()).select_from(Leaving)) == 1


async def test_the_member_rate_lasts_while_it_leaves_and_ends_with_the_membership(
    books: Books, leaver: Leaver
) -> None:
    client = await books.organisation()
    await leaver.asks()
    during = await books.confirmed(client, leaver.id, confirmed_at=datetime.now(UTC).isoformat())
    await leaver.stands("former", "former", "publish", "bid")
    later = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    after = await books.confirmed(client, leaver.id, confirmed_at=later)
    fees = {
        one["id"]: one["fee"]["amount"]
        for one in await books.announced("avt.billing.order.priced.v1")
    }
    assert (fees[during["id"]], fees[after["id"]]) == ("30.00", "60.00")


def test_the_duty_looks_again_within_seconds() -> None:
    (duty,) = (one for one in NOUNS.duties if one.name == "state_obligations")
    assert duty.every.total_seconds() <= 15
