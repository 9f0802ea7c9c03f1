"""The last step of issuing, the same for every kind: write, check, store, freeze, announce."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.documents import CreditTransfer, InvoiceDocument
from billing.invoices.events import InvoiceIssued
from billing.invoices.orm import Invoice, InvoicedOrder, InvoiceFile
from billing.invoices.pdf import write_pdf
from billing.invoices.rules import CLIENT, Numbering
from billing.invoices.ubl import write_ubl
from billing.invoices.vat_check import exact_vat_errors
from billing.notices.use_cases import notify
from billing.organisations.rules import Party
from billing.ratings.use_cases import freeze_ratings
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


async def issue_document(
    session: AsyncSession,
    document: InvoiceDocument,
    numbering: Numbering,
    *,
    issuer: Issuer,
    mandate_id: UUID | None = None,
) -> Invoice:
    """Write, check, store and announce a document on which all is decided.

    The ratings of its orders are frozen: what an invoice shows is never rated again. Announces
    `InvoiceIssued`, and `notice.due` to buyer and seller; raises `InconsistentInvoice`.
    """
    ubl = write_ubl(document)
    wrong = exact_vat_errors(ubl)
    if wrong:
        raise InconsistentInvoice("; ".join(wrong))
    pdf = await asyncio.to_thread(write_pdf, document, ubl)
    invoice = Invoice(
        id=new_id(),
        version=1,
        kind=document.kind,
        seller_id=document.seller.id,
        buyer_id=document.buyer.id,
        issuer_id=issuer.party.id,
        year=document.issued_on.year,
        sequence=numbering.sequence,
        number=document.number,
        issued_on=document.issued_on,
        due_on=document.due_on,
        net_cents=document.net_cents,
        vat_cents=document.vat.vat_cents,
        gross_cents=document.gross_cents,
        paid_cents=0,
        mandate_id=mandate_id,
        document=_as_json(document),
        issued_at=numbering.issued_at,
    )
    order_ids = [line.order_id for line in document.lines]
    session.add(invoice)
    await session.flush()
    session.add_all(_parts_of(invoice, order_ids, ubl=ubl, pdf=pdf))
    await freeze_ratings(session, order_ids, at=numbering.issued_at)
    await announce(session, _fact(invoice, order_ids))
    await _tell(session, invoice)
    return invoice


async def _tell(session: AsyncSession, invoice: Invoice) -> None:
    values = {"number": invoice.number, "due": invoice.due_on.isoformat()}
    link = f"/v1/billing/invoices/{invoice.id}"
    told = [(invoice.buyer_id, "invoice_received")]
    # The cluster knows of its own invoices.
    if invoice.kind == CLIENT:
        told.append((invoice.seller_id, "invoice_issued"))
    for organisation_id, template in told:
        await notify(
            session,
            organisation_id=organisation_id,
            role="finance",
            template=template,
            values=values,
            link=link,
        )


def _parts_of(
    invoice: Invoice, order_ids: Sequence[UUID], **files: bytes
) -> list[InvoicedOrder | InvoiceFile]:
    """The orders that are on the invoice, and its files by format."""
    return [
        *(
            InvoicedOrder(invoice_id=invoice.id, order_id=order_id, kind=invoice.kind)
            for order_id in order_ids
        ),
        *(
            InvoiceFile(
                invoice_id=invoice.id,
                format=form,
                content=content,
                sha256=hashlib.sha256(content).digest(),
            )
            for form, content in files.items()
        ),
    ]


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
