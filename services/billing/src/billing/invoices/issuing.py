"""The last step of issuing, the same for every kind: number, write, check, store, announce."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.days import riga_day
from billing.invoices.documents import CreditTransfer, InvoiceDocument
from billing.invoices.events import InvoiceIssued
from billing.invoices.numbers import next_in_series
from billing.invoices.orm import Invoice, InvoicedOrder, InvoiceFile
from billing.invoices.pdf import write_pdf
from billing.invoices.rules import CLIENT, due_day, invoice_number
from billing.invoices.ubl import write_ubl
from billing.invoices.vat_check import exact_vat_errors
from billing.organisations.rules import Party
from billing.ratings.use_cases import freeze_ratings
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.money import Money


@dataclass(frozen=True)
class Issuer:
    """The cluster: who issues every invoice, where fees are paid to, and the days to pay."""

    party: Party
    payment: CreditTransfer
    payment_days: int


class InconsistentInvoice(Exception):
    """A document whose own sums do not agree: a defect of ours, so nothing is issued."""


async def issue(
    session: AsyncSession,
    clock: Clock,
    *,
    issuer: Issuer,
    make: Callable[[str, date, date], InvoiceDocument],
    seller: Party,
    kind: str,
    mandate_id: UUID | None,
) -> Invoice:
    """Number, write, check, store and announce a document on which all is decided.

    The ratings of its orders are frozen: what an invoice shows is never rated again.
    """
    now = clock.now()
    issued_on = riga_day(now)
    sequence = await next_in_series(session, seller_id=seller.id, kind=kind, year=issued_on.year)
    number = invoice_number(kind, issued_on.year, sequence)
    document = make(number, issued_on, due_day(issued_on, issuer.payment_days))
    ubl = write_ubl(document)
    wrong = exact_vat_errors(ubl)
    if wrong:
        raise InconsistentInvoice("; ".join(wrong))
    pdf = await asyncio.to_thread(write_pdf, document, ubl)
    invoice = Invoice(
        id=new_id(),
        version=1,
        kind=kind,
        seller_id=seller.id,
        buyer_id=document.buyer.id,
        issuer_id=issuer.party.id,
        year=issued_on.year,
        sequence=sequence,
        number=number,
        issued_on=issued_on,
        due_on=document.due_on,
        net_cents=document.net_cents,
        vat_cents=document.vat.vat_cents,
        gross_cents=document.gross_cents,
        paid_cents=0,
        mandate_id=mandate_id,
        document=_as_json(document),
        issued_at=now,
    )
    session.add(invoice)
    await session.flush()
    order_ids = [line.order_id for line in document.lines]
    session.add_all(
        InvoicedOrder(invoice_id=invoice.id, order_id=order_id, kind=kind) for order_id in order_ids
    )
    session.add_all(
        InvoiceFile(
            invoice_id=invoice.id,
            format=form,
            content=content,
            sha256=hashlib.sha256(content).digest(),
        )
        for form, content in (("ubl", ubl), ("pdf", pdf))
    )
    await freeze_ratings(session, order_ids, at=now)
    await announce(session, _fact(invoice, order_ids))
    return invoice


def _as_json(document: InvoiceDocument) -> dict[str, Any]:
    """The document as JSON values, with ids and days as text."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(document), default=str))
    return plain


def _fact(invoice: Invoice, order_ids: list[UUID]) -> InvoiceIssued:
    return InvoiceIssued(
        id=invoice.id,
        version=invoice.version,
        number=invoice.number,
        kind="client" if invoice.kind == CLIENT else "fee",
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        order_ids=order_ids,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        net=Money.of(invoice.net_cents),
        vat=Money.of(invoice.vat_cents),
        gross=Money.of(invoice.gross_cents),
    )
