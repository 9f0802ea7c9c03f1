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
    RunCountsOut,
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
        by=caller,
        until=new.until,
    )
    response.headers["Location"] = f"/v1/billing/invoicing-runs/{run.id}"
    return queries.summary_of(run, RunCountsOut())


@router.get("", description=getdoc(queries.list_runs))
async def list_invoicing_runs(
    session: Session, caller: Invoicer, paging: Pages
) -> Page[InvoicingRunSummaryOut]:
    return await queries.list_runs(session, by=caller, paging=paging)


@router.get("/{run_id}", description=getdoc(queries.visible_run))
async def get_invoicing_run(session: Session, caller: Invoicer, run_id: UUID) -> InvoicingRunOut:
    return await queries.visible_run(session, by=caller, run_id=run_id)
