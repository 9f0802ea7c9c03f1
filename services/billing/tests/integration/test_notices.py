"""Whom billing has told."""

from services.billing.tests.builders import Books
from services.billing.tests.integration.test_payments_and_ledger import invoiced, pay

from billing.notices.use_cases import notify
from shared.ids import new_id

DUE = "avt.billing.notice.due.v1"


async def test_what_is_told_once_for_a_matter_is_not_told_again(books: Books) -> None:
    provider = new_id()
    for matter in ("mandate 2026-03", "mandate 2026-03", "mandate 2026-04"):
        async with books.database.transaction() as session:
            await notify(
                session,
                organisation_id=provider,
                role="finance",
                template="mandate_missing",
                once_for=matter,
            )
    told = [one["organisation_id"] for one in await books.announced(DUE)]
    assert told == [str(provider)] * 2


async def test_both_sides_are_told_of_an_invoice_and_the_provider_of_its_payment(
    books: Books,
) -> None:
    invoices = await invoiced(books)
    sold, fee = invoices["client"], invoices["fee"]
    assert (await pay(books, sold, "1.00")).status_code == 201
    told = {
        (one["template"], one["organisation_id"], one["role"], one["link"])
        for one in await books.announced(DUE)
    }
    assert told == {
        (template, invoice[side], "finance", f"/v1/billing/invoices/{invoice['id']}")
        for template, invoice, side in (
            ("invoice_received", sold, "buyer_id"),
            ("invoice_issued", sold, "seller_id"),
            ("invoice_received", fee, "buyer_id"),
            ("payment_received", sold, "seller_id"),
        )
    }


async def test_who_has_given_no_mandate_is_told_once_however_often_the_run_comes(
    books: Books,
) -> None:
    client, provider = await books.organisation(), await books.member()
    for _ in range(2):
        await books.completed(client, provider)
        await books.invoice()
    missing = [one for one in await books.announced(DUE) if one["template"] == "mandate_missing"]
    assert [one["organisation_id"] for one in missing] == [str(provider)]
