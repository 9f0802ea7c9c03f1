"""Requests to leave over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from registry.leaving import queries, use_cases
from registry.leaving.orm import LeavingStatus
from registry.leaving.schemas import LeavingIn, LeavingOut
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry/leaving-requests", tags=["leaving"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.post("", status_code=201, description=getdoc(use_cases.request_leaving))
async def request_leaving(
    session: Session, clock: BusinessClock, caller: Writer, response: Response, body: LeavingIn
) -> LeavingOut:
    request = await use_cases.request_leaving(session, clock, **body.model_dump(), by=caller)
    response.headers["Location"] = f"/v1/registry/leaving-requests/{request.id}"
    set_etag(response, request.version)
    return await queries.show_leaving(session, leaving_id=request.id, by=caller)


@router.get("", description=getdoc(queries.list_leavings))
async def list_leavings(
    session: Session,
    caller: Reader,
    paging: Pages,
    status: LeavingStatus | None = None,
    organisation_id: UUID | None = None,
) -> Page[LeavingOut]:
    return await queries.list_leavings(
        session, paging=paging, status=status, organisation_id=organisation_id, by=caller
    )


@router.get("/{leaving_id}", description=getdoc(queries.show_leaving))
async def show_leaving(
    session: Session, caller: Reader, response: Response, leaving_id: UUID
) -> LeavingOut:
    shown = await queries.show_leaving(session, leaving_id=leaving_id, by=caller)
    set_etag(response, shown.version)
    return shown


@router.post("/{leaving_id}/cancellation", description=getdoc(use_cases.cancel_leaving))
async def cancel_leaving(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    leaving_id: UUID,
) -> LeavingOut:
    request = await use_cases.cancel_leaving(
        session, clock, leaving_id=leaving_id, version=version, by=caller
    )
    set_etag(response, request.version)
    return await queries.show_leaving(session, leaving_id=leaving_id, by=caller)
