"""Issuing invoices: one function per kind, each for one transaction of an invoicing run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices import repository
from billing.invoices.documents import InvoiceDocument
from billing.invoices.issuing import Issuer, issue_document
from billing.invoices.numbers import take_number
from billing.invoices.orm import Invoice
from billing.invoices.rules import CLIENT, FEE, RatedOrder, Sale, client_invoice, fee_invoice
from billing.ledger.repository import provider_credit
from billing.ledger.rules import PostingLine, client_invoice_lines, fee_invoice_lines
from billing.ledger.use_cases import post_entry
from billing.locks import lock_credit, share_clients
from billing.mandates.repository import mandate_in_force
from billing.notices.use_cases import notify
from billing.orders.repository import clients_of
from billing.organisations.repository import party, tax_party_of
from billing.organisations.rules import Party
from billing.taxes.repository import tax_law
from billing.taxes.rules import TaxLaw, VatTreatment
from shared.clocks import Clock, riga_date

NOT_RATED: Final = "not_rated"
NO_MANDATE: Final = "no_mandate"
NO_VAT_RATE: Final = "no_vat_rate"


@dataclass(frozen=True)
class Outcome:
    """What became of orders: on the invoice `invoice_id`, or skipped for `reason`."""

    order_ids: tuple[UUID, ...]
    invoice_id: UUID | None
    reason: str | None

    @classmethod
    def issued(cls, invoice: Invoice, *order_ids: UUID) -> Self:
        """They are on this invoice."""
        return cls(order_ids, invoice.id, None)

    @classmethod
    def skipped(cls, reason: str, *order_ids: UUID) -> Self:
        """They are left to a later run."""
        return cls(order_ids, None, reason)


async def issue_client_invoice(
    session: AsyncSession, clock: Clock, *, issuer: Issuer, order_id: UUID
) -> Outcome | None:
    """Issue the provider's invoice to its client for one completed order, under its mandate.

    None: another run has issued it meanwhile. Posts the cluster's part of the discount as a
    credit of the provider, and announces `InvoiceIssued`; without a mandate its people are told.
    """
    await share_clients(session, await clients_of(session, [order_id]))
    due = await repository.locked_order(session, order_id, kind=CLIENT)
    if due is None:
        return None
    order = await repository.rated(session, due)
    if order is None:
        return Outcome.skipped(NOT_RATED, order_id)
    mandate = await mandate_in_force(session, order.provider_id)
    if mandate is None:
        # The run comes each day: once a month it is said again.
        month = riga_date(clock.now())[:7]
        await notify(
            session,
            organisation_id=order.provider_id,
            role="finance",
            template="mandate_missing",
            link="/v1/billing/mandates",
            once_for=f"mandate_missing {order.provider_id} {month}",
        )
        return Outcome.skipped(NO_MANDATE, order_id)
    seller, buyer = await party(session, order.provider_id), await party(session, order.client_id)
    treatment = _treatment(await tax_law(session), seller, buyer, order)
    if treatment is None:
        return Outcome.skipped(NO_VAT_RATE, order_id)
    numbering = await take_number(
        session, clock, seller_id=seller.id, kind=CLIENT, payment_days=issuer.payment_days
    )
    document = client_invoice(
        numbering=numbering,
        order=order,
        sale=Sale(seller, buyer, treatment),
        mandate=mandate,
        issuer=issuer.party,
    )
    invoice = await issue_document(
        session, document, numbering, issuer=issuer, mandate_id=mandate.id
    )
    await _post_client_invoice(session, invoice, order)
    return Outcome.issued(invoice, order_id)


async def issue_fee_invoice(
    session: AsyncSession, clock: Clock, *, issuer: Issuer, provider_id: UUID, until: datetime
) -> Outcome | None:
    """Issue one fee invoice for the provider's completed orders that are VATed alike.

    Takes the provider's credit (the cluster's part of discounts on issued client invoices)
    off, as far as the fees reach; the rest stays for the next. None: nothing is left to do.
    Called again until it returns None; each call is a transaction of its own. Announces
    `InvoiceIssued`.
    """
    due, waiting = await _lock_fees_due(session, provider_id, until)
    if not due:
        return Outcome.skipped(NOT_RATED, *waiting) if waiting else None
    buyer = await party(session, provider_id)
    orders, treatment = _vated_alike(await tax_law(session), issuer.party, buyer, due)
    if treatment is None:
        return Outcome.skipped(NO_VAT_RATE, *(order.id for order in due))
    numbering = await take_number(
        session, clock, seller_id=issuer.party.id, kind=FEE, payment_days=issuer.payment_days
    )
    document = fee_invoice(
        numbering=numbering,
        orders=orders,
        credit_cents=await provider_credit(session, provider_id),
        sale=Sale(issuer.party, buyer, treatment),
        payment=issuer.payment,
    )
    invoice = await issue_document(session, document, numbering, issuer=issuer)
    await _post_fee_invoice(session, invoice, document)
    return Outcome.issued(invoice, *(order.id for order in orders))


async def _lock_fees_due(
    session: AsyncSession, provider_id: UUID, until: datetime
) -> tuple[list[RatedOrder], list[UUID]]:
    """Lock the provider's orders whose fee is due: those that are rated, and those that wait."""
    seen = set(await repository.fee_orders_due(session, provider_id=provider_id, until=until))
    await share_clients(session, await clients_of(session, seen))
    # One at a time per provider: the credit is read and consumed.
    await lock_credit(session, provider_id)
    due: list[RatedOrder] = []
    waiting: list[UUID] = []
    # Asked again: a rating may have changed while we waited. What came due only now may be of a
    # client that is not locked, and waits for the next call.
    again = await repository.fee_orders_due(session, provider_id=provider_id, until=until)
    for order_id in (order_id for order_id in again if order_id in seen):
        locked = await repository.locked_order(session, order_id, kind=FEE)
        if locked is None:
            continue
        order = await repository.rated(session, locked)
        if order is None:
            waiting.append(order_id)
        else:
            due.append(order)
    return due, waiting


def _vated_alike(
    law: TaxLaw, seller: Party, buyer: Party, due: Sequence[RatedOrder]
) -> tuple[list[RatedOrder], VatTreatment | None]:
    """The orders that share the first known VAT treatment: a rate may change between two."""
    treatments = [_treatment(law, seller, buyer, order) for order in due]
    first = next((treatment for treatment in treatments if treatment is not None), None)
    return [order for order, its in zip(due, treatments, strict=True) if its == first], first


def _treatment(law: TaxLaw, seller: Party, buyer: Party, order: RatedOrder) -> VatTreatment | None:
    return law.treatment(
        seller=tax_party_of(seller), buyer=tax_party_of(buyer), on=order.supplied_on
    )


async def _post_client_invoice(session: AsyncSession, invoice: Invoice, order: RatedOrder) -> None:
    lines = client_invoice_lines(
        provider_id=order.provider_id,
        client_id=order.client_id,
        gross_cents=invoice.gross_cents,
        cluster_share_cents=order.figures.cluster_share_cents,
    )
    await _post(session, invoice, f"Client invoice {invoice.number}", lines)


async def _post_fee_invoice(
    session: AsyncSession, invoice: Invoice, document: InvoiceDocument
) -> None:
    lines = fee_invoice_lines(
        provider_id=invoice.buyer_id,
        fee_cents=document.lines_cents,
        credit_used_cents=document.allowances_cents,
        vat_cents=invoice.vat_cents,
    )
    await _post(session, invoice, f"Fee invoice {invoice.number}", lines)


async def _post(
    session: AsyncSession, invoice: Invoice, text: str, lines: Sequence[PostingLine]
) -> None:
    await post_entry(
        session,
        source_type="invoice",
        source_id=invoice.id,
        occurred_on=invoice.issued_on,
        posted_at=invoice.issued_at,
        text=text,
        lines=lines,
    )
