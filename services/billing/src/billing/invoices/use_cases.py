"""Issuing invoices: one function per kind, each for one transaction of an invoicing run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.documents import InvoiceDocument
from billing.invoices.due import DueOrder, clients_of, fee_orders_due, locked_order
from billing.invoices.issuing import Issuer, issue
from billing.invoices.rules import (
    CLIENT,
    FEE,
    MandateInForce,
    client_invoice,
    fee_invoice,
)
from billing.ledger.queries import provider_credit
from billing.ledger.rules import client_invoice_lines, fee_invoice_lines
from billing.ledger.use_cases import post
from billing.locks import lock_credit, share_clients
from billing.mandates.queries import mandate_in_force
from billing.organisations.orm import Organisation
from billing.organisations.queries import party_of, tax_party_of
from billing.organisations.rules import Party
from billing.taxes.queries import tax_law
from billing.taxes.rules import VatTreatment
from shared.clocks import Clock

NOT_RATED: Final = "not_rated"
NO_MANDATE: Final = "no_mandate"
NO_VAT_RATE: Final = "no_vat_rate"


@dataclass(frozen=True)
class Outcome:
    """What became of orders: on the invoice `invoice_id`, or skipped for `reason`."""

    order_ids: tuple[UUID, ...]
    invoice_id: UUID | None
    reason: str | None


async def issue_client_invoice(
    session: AsyncSession, clock: Clock, *, issuer: Issuer, order_id: UUID
) -> Outcome | None:
    """Issue the provider's invoice to its client for one completed order, under its mandate.

    None: another run has issued it meanwhile. Posts the cluster's part of the discount as a
    credit of the provider, and announces `InvoiceIssued`.
    """
    await share_clients(session, await clients_of(session, [order_id]))
    order = await locked_order(session, order_id, kind=CLIENT)
    if order is None:
        return None
    if order.rated is None:
        return Outcome((order_id,), None, NOT_RATED)
    mandate = await mandate_in_force(session, order.provider_id)
    if mandate is None:
        return Outcome((order_id,), None, NO_MANDATE)
    seller = await _party(session, order.provider_id)
    buyer = await _party(session, order.client_id)
    rated = order.rated
    treatment = (await tax_law(session)).treatment(
        seller=tax_party_of(seller), buyer=tax_party_of(buyer), on=rated.supplied_on
    )
    if treatment is None:
        return Outcome((order_id,), None, NO_VAT_RATE)
    given = MandateInForce(mandate.id, mandate.accepted_at, mandate.terms_version, mandate.iban)

    def document(number: str, issued_on: date, due_on: date) -> InvoiceDocument:
        return client_invoice(
            number=number,
            issued_on=issued_on,
            due_on=due_on,
            order=rated,
            seller=seller,
            buyer=buyer,
            treatment=treatment,
            mandate=given,
            issuer=issuer.party,
        )

    invoice = await issue(
        session,
        clock,
        issuer=issuer,
        make=document,
        seller=seller,
        kind=CLIENT,
        mandate_id=mandate.id,
    )
    await post(
        session,
        source_type="invoice",
        source_id=invoice.id,
        occurred_on=invoice.issued_on,
        posted_at=invoice.issued_at,
        text=f"Client invoice {invoice.number}",
        lines=client_invoice_lines(
            provider_id=order.provider_id,
            client_id=order.client_id,
            gross_cents=invoice.gross_cents,
            cluster_share_cents=order.cluster_share_cents,
        ),
    )
    return Outcome((order_id,), invoice.id, None)


async def issue_fee_invoices(
    session: AsyncSession, clock: Clock, *, issuer: Issuer, provider_id: UUID, until: datetime
) -> Outcome | None:
    """Issue one fee invoice for the provider's completed orders that are VATed alike.

    Takes the provider's credit (the cluster's part of discounts on issued client invoices)
    off, as far as the fees reach; the rest stays for the next. None: nothing is left to do.
    Called again until it returns None; each call is a transaction of its own.
    """
    seen = set(await fee_orders_due(session, provider_id=provider_id, until=until))
    await share_clients(session, await clients_of(session, seen))
    # One at a time per provider: the credit is read and consumed here.
    await lock_credit(session, provider_id)
    due: list[DueOrder] = []
    waiting: list[UUID] = []
    # Asked again: a rating may have changed while we waited. What came due only now may be of a
    # client that is not locked, and waits for the next call.
    for order_id in await fee_orders_due(session, provider_id=provider_id, until=until):
        if order_id not in seen:
            continue
        order = await locked_order(session, order_id, kind=FEE)
        if order is not None and order.rated is not None:
            due.append(order)
        elif order is not None:
            waiting.append(order_id)
    if not due:
        return Outcome(tuple(waiting), None, NOT_RATED) if waiting else None
    buyer = await _party(session, provider_id)
    alike, treatment = await _vated_alike(session, issuer.party, buyer, due)
    if treatment is None:
        return Outcome(tuple(order.order_id for order in due), None, NO_VAT_RATE)
    rated = [order.rated for order in alike if order.rated is not None]
    credit = await provider_credit(session, provider_id)

    def document(number: str, issued_on: date, due_on: date) -> InvoiceDocument:
        return fee_invoice(
            number=number,
            issued_on=issued_on,
            due_on=due_on,
            orders=rated,
            credit_cents=credit,
            seller=issuer.party,
            buyer=buyer,
            treatment=treatment,
            payment=issuer.payment,
        )

    invoice = await issue(
        session,
        clock,
        issuer=issuer,
        make=document,
        seller=issuer.party,
        kind=FEE,
        mandate_id=None,
    )
    fees = sum(order.fee_cents for order in rated)
    await post(
        session,
        source_type="invoice",
        source_id=invoice.id,
        occurred_on=invoice.issued_on,
        posted_at=invoice.issued_at,
        text=f"Fee invoice {invoice.number}",
        lines=fee_invoice_lines(
            provider_id=provider_id,
            fee_cents=fees,
            credit_used_cents=fees - invoice.net_cents,
            vat_cents=invoice.vat_cents,
        ),
    )
    return Outcome(tuple(order.id for order in rated), invoice.id, None)


async def _vated_alike(
    session: AsyncSession, seller: Party, buyer: Party, due: Sequence[DueOrder]
) -> tuple[list[DueOrder], VatTreatment | None]:
    """The orders that share the first known VAT treatment: a rate may change between two."""
    law = await tax_law(session)
    treatments = [
        law.treatment(
            seller=tax_party_of(seller), buyer=tax_party_of(buyer), on=order.rated.supplied_on
        )
        for order in due
        if order.rated is not None
    ]
    first = next((treatment for treatment in treatments if treatment is not None), None)
    return [order for order, its in zip(due, treatments, strict=True) if its == first], first


async def _party(session: AsyncSession, organisation_id: UUID) -> Party:
    row = await session.get(Organisation, organisation_id)
    assert row is not None, "an order is rated only when its parties are known"
    return party_of(row)
