"""Reads of invoices: who sees them, and how they look."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import ISSUED, READ, acts_for, is_manager
from billing.days import riga_day
from billing.invoices.errors import InvoiceNotFound
from billing.invoices.orm import Invoice, InvoicedOrder, InvoiceFile, Kind, Payment
from billing.invoices.schemas import (
    InvoiceOut,
    InvoiceSummaryOut,
    PaymentSummaryOut,
)
from billing.invoicing_runs.orm import InvoicingRun, RunResult
from shared.callers import Caller
from shared.clocks import Clock
from shared.http.paging import Key, Page, Paging, page_of_batches
from shared.money import Money

# What tells of payments, as it is shown to those who may not know of them.
_UNTOLD: Final = {"paid": None, "open": None, "status": None, "overdue": None}


@dataclass(frozen=True)
class InvoiceFilter:
    """Which invoices of those that the caller may see."""

    kind: Kind | None = None
    status: Literal["open", "paid"] | None = None
    order_id: UUID | None = None


async def list_invoices(
    session: AsyncSession, clock: Clock, *, by: Caller, wanted: InvoiceFilter, paging: Paging
) -> Page[InvoiceSummaryOut]:
    """The invoices that the caller's organisation sells or buys by, newest first.

    The manager sees all; a machine account with the scope `billing:issued` those that the runs
    which it started have issued, without what tells of payments. `status=open` also finds
    partly paid ones; `status` finds none whose payments the caller may not see.
    """
    statement = select(Invoice).where(_visible_to(by))
    if wanted.kind is not None:
        statement = statement.where(Invoice.kind == wanted.kind)
    if wanted.status is not None:
        is_paid = Invoice.paid_cents == Invoice.gross_cents
        statement = statement.where(
            is_paid if wanted.status == "paid" else ~is_paid, _payments_visible_to(by)
        )
    if wanted.order_id is not None:
        on_it = select(InvoicedOrder.invoice_id).where(InvoicedOrder.order_id == wanted.order_id)
        statement = statement.where(Invoice.id.in_(on_it))
    today = riga_day(clock.now())

    async def shown(rows: Sequence[Invoice]) -> AsyncGenerator[InvoiceSummaryOut]:
        orders = await _orders_of(session, [row.id for row in rows])
        for row in rows:
            item = _summary(row, orders[row.id], today)
            yield item if _sees_payments(by, row) else item.model_copy(update=_UNTOLD)

    return await page_of_batches(
        session,
        statement,
        keys=[Key(Invoice.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=shown,
    )


async def visible_invoice(session: AsyncSession, *, by: Caller, invoice_id: UUID) -> Invoice:
    """The invoice; raise `InvoiceNotFound` unless the caller may see it.

    That is a party to it, the manager, or the machine account whose run issued it.
    """
    row = await session.scalar(select(Invoice).where(Invoice.id == invoice_id, _visible_to(by)))
    if row is None:
        raise InvoiceNotFound("There is no such invoice")
    return row


def _visible_to(by: Caller) -> ColumnElement[bool]:
    """What each of the caller's scopes shows of the invoices; a route demands one of them."""
    seen = [_payments_visible_to(by)]
    if ISSUED in by.scopes:
        by_its_runs = (
            select(RunResult.invoice_id)
            .join(InvoicingRun, InvoicingRun.id == RunResult.run_id)
            .where(
                InvoicingRun.requested_by == by.subject,
                RunResult.invoice_id == Invoice.id,
            )
        )
        seen.append(by_its_runs.exists())
    return or_(*seen)


def _payments_visible_to(by: Caller) -> ColumnElement[bool]:
    """As `_sees_payments`, for a select."""
    if READ not in by.scopes:
        return false()
    own = by.organisation_id
    return true() if is_manager(by) else or_(Invoice.seller_id == own, Invoice.buyer_id == own)


def _sees_payments(by: Caller, row: Invoice) -> bool:
    """Whether the caller is a party or the manager: whoever only issued it does not."""
    return READ in by.scopes and acts_for(by, row.seller_id, row.buyer_id)


async def get_invoice(
    session: AsyncSession, clock: Clock, *, by: Caller, invoice_id: UUID
) -> tuple[InvoiceOut, int]:
    """An invoice with its lines, VAT and payments.

    For its parties and the manager, and without what tells of payments (null) for the machine
    account (scope `billing:issued`) whose run issued it; for everybody else it does not exist
    (`invoice_unknown`).
    """
    row = await visible_invoice(session, by=by, invoice_id=invoice_id)
    detail = await detail_of(session, row, today=riga_day(clock.now()))
    if not _sees_payments(by, row):
        detail = detail.model_copy(update={**_UNTOLD, "payments": None})
    return detail, row.version


async def detail_of(session: AsyncSession, row: Invoice, *, today: date) -> InvoiceOut:
    """Everything about an invoice whose visibility is decided."""
    payments = await session.scalars(
        select(Payment).where(Payment.invoice_id == row.id).order_by(Payment.paid_on, Payment.id)
    )
    orders = await _orders_of(session, [row.id])
    document = row.document
    return InvoiceOut(
        **dict(_summary(row, orders[row.id], today)),
        seller=document["seller"],
        buyer=document["buyer"],
        lines=document["lines"],
        allowances=document["allowances"],
        vat_breakdown=document["vat"],
        notes=document["notes"],
        mandate_id=row.mandate_id,
        payments=[PaymentSummaryOut.model_validate(payment) for payment in payments],
    )


@dataclass(frozen=True)
class StoredFile:
    """An invoice's file as it was issued."""

    number: str
    content: bytes
    sha256: bytes


async def invoice_pdf(session: AsyncSession, *, by: Caller, invoice_id: UUID) -> StoredFile:
    """The invoice on paper, byte for byte as issued; the e-invoice is attached to it."""
    return await _file(session, by, invoice_id, "pdf")


async def invoice_ubl(session: AsyncSession, *, by: Caller, invoice_id: UUID) -> StoredFile:
    """The e-invoice (EN 16931 as UBL 2.1), byte for byte as issued."""
    return await _file(session, by, invoice_id, "ubl")


async def _file(session: AsyncSession, by: Caller, invoice_id: UUID, form: str) -> StoredFile:
    """A stored file, for whom `visible_invoice` says."""
    row = await visible_invoice(session, by=by, invoice_id=invoice_id)
    stored = await session.get(InvoiceFile, (invoice_id, form))
    assert stored is not None, "an invoice is issued with both of its files"
    return StoredFile(row.number, stored.content, stored.sha256)


def _summary(row: Invoice, order_ids: list[UUID], today: date) -> InvoiceSummaryOut:
    return InvoiceSummaryOut(
        id=row.id,
        number=row.number,
        kind=row.kind,
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        order_ids=order_ids,
        issued_on=row.issued_on,
        due_on=row.due_on,
        net=Money.of(row.net_cents),
        vat=Money.of(row.vat_cents),
        gross=Money.of(row.gross_cents),
        paid=Money.of(row.paid_cents),
        open=Money.of(row.open_cents),
        status=row.status,
        overdue=row.is_overdue(today),
    )


async def _orders_of(
    session: AsyncSession, invoice_ids: list[UUID]
) -> defaultdict[UUID, list[UUID]]:
    rows = await session.execute(
        select(InvoicedOrder.invoice_id, InvoicedOrder.order_id)
        .where(InvoicedOrder.invoice_id.in_(invoice_ids))
        .order_by(InvoicedOrder.order_id)
    )
    orders: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for invoice_id, order_id in rows:
        orders[invoice_id].append(order_id)
    return orders
