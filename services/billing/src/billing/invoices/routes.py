"""Invoices over HTTP: lists, details and the two files."""

from inspect import getdoc
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Response

from billing.callers import InvoiceReader
from billing.invoices import queries
from billing.invoices.orm import Kind
from billing.invoices.queries import InvoiceFilter, StoredFile
from billing.invoices.schemas import InvoiceOut, InvoiceSummaryOut
from shared.http.etags import set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing/invoices", tags=["invoices"])


def _file_answer(media_type: str, text: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string", "format": "binary"}
    return {200: {"description": text, "content": {media_type: {"schema": schema}}}}


@router.get("", description=getdoc(queries.list_invoices))
async def list_invoices(
    *,
    session: Session,
    clock: BusinessClock,
    caller: InvoiceReader,
    paging: Pages,
    kind: Annotated[Kind | None, Query()] = None,
    status: Annotated[Literal["open", "paid"] | None, Query()] = None,
    order_id: Annotated[UUID | None, Query()] = None,
) -> Page[InvoiceSummaryOut]:
    wanted = InvoiceFilter(kind=kind, status=status, order_id=order_id)
    return await queries.list_invoices(session, clock, by=caller, wanted=wanted, paging=paging)


@router.get(
    "/{invoice_id}",
    description=getdoc(queries.get_invoice),
)
async def get_invoice(
    session: Session,
    clock: BusinessClock,
    caller: InvoiceReader,
    invoice_id: UUID,
    response: Response,
) -> InvoiceOut:
    detail, version = await queries.get_invoice(session, clock, by=caller, invoice_id=invoice_id)
    # `overdue` changes with the day, so the version alone would keep a stale answer alive.
    # Whoever may not know of payments learns nothing of them by an ETag either: no status, no tag.
    if detail.status == "paid":
        set_etag(response, version)
    return detail


@router.get(
    "/{invoice_id}/pdf",
    response_class=Response,
    responses=_file_answer("application/pdf", "PDF/A-3 with the e-invoice embedded"),
    description=getdoc(queries.invoice_pdf),
)
async def get_invoice_pdf(session: Session, caller: InvoiceReader, invoice_id: UUID) -> Response:
    stored = await queries.invoice_pdf(session, by=caller, invoice_id=invoice_id)
    return _download(stored, "application/pdf", "pdf")


@router.get(
    "/{invoice_id}/ubl",
    response_class=Response,
    responses=_file_answer("application/xml", "UBL 2.1 by EN 16931"),
    description=getdoc(queries.invoice_ubl),
)
async def get_invoice_ubl(session: Session, caller: InvoiceReader, invoice_id: UUID) -> Response:
    stored = await queries.invoice_ubl(session, by=caller, invoice_id=invoice_id)
    return _download(stored, "application/xml", "xml")


def _download(stored: StoredFile, media_type: str, ending: str) -> Response:
    return Response(
        stored.content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'inline; filename="{stored.number}.{ending}"',
            "ETag": f'"{stored.sha256.hex()[:32]}"',
        },
    )
