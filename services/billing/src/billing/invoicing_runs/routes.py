"""Invoicing runs over HTTP, for machine accounts with the scope `billing:invoicing`."""

from inspect import getdoc
from uuid import UUID

from fastapi import Request, Response

from billing.callers import Invoicer
from billing.invoicing_runs import queries, use_cases
from billing.invoicing_runs.schemas import (
    InvoicingRunIn,
    InvoicingRunOut,
    InvoicingRunSummaryOut,
)
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing/invoicing-runs", tags=["invoicing"])


@router.post("", status_code=202, description=getdoc(use_cases.request_run))
async def start_invoicing_run(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Invoicer,
    new: InvoicingRunIn,
    request: Request,
    response: Response,
) -> InvoicingRunSummaryOut:
    run = await use_cases.request_run(
        session,
        clock,
        settings=request.app.state.settings,
        requested_by=caller.subject,
        until=new.until,
    )
    response.headers["Location"] = f"/v1/billing/invoicing-runs/{run.id}"
    return run


@router.get("")
async def list_invoicing_runs(
    session: Session, caller: Invoicer, paging: Pages
) -> Page[InvoicingRunSummaryOut]:
    """The runs that the caller started, newest first; the manager sees all."""
    return await queries.list_runs(session, caller=caller, paging=paging)


@router.get("/{run_id}")
async def get_invoicing_run(session: Session, caller: Invoicer, run_id: UUID) -> InvoicingRunOut:
    """One run with what it did for each order, and why it skipped where it did.

    For whoever started it and the manager; for everybody else it does not exist (`run_unknown`).
    """
    return await queries.visible_run(session, caller=caller, run_id=run_id)
