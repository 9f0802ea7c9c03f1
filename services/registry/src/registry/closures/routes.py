"""Closures over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from registry.closures import queries, use_cases
from registry.closures.orm import Closure
from registry.closures.schemas import ClosureIn, ClosureOut, ReopeningIn
from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from registry.vocabulary import ClosureStatus
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["closures"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


def _tagged(response: Response, closure: Closure) -> ClosureOut:
    set_etag(response, closure.version)
    return ClosureOut.model_validate(closure)


@router.get("/closures", description=getdoc(queries.list_closures))
async def list_closures(
    session: Session,
    caller: Reader,
    paging: Pages,
    status: Annotated[ClosureStatus | None, Query()] = None,
) -> Page[ClosureOut]:
    return await queries.list_closures(session, status=status, paging=paging, by=caller)


@router.get("/closures/{closure_id}", description=getdoc(queries.show_closure))
async def show_closure(
    session: Session, caller: Reader, response: Response, closure_id: UUID
) -> ClosureOut:
    shown = await queries.show_closure(session, closure_id=closure_id, by=caller)
    set_etag(response, shown.version)
    return shown


@router.get("/organisations/{organisation_id}/closures", description=getdoc(queries.closures_of))
async def closures_of(
    session: Session, caller: Reader, paging: Pages, organisation_id: UUID
) -> Page[ClosureOut]:
    return await queries.closures_of(
        session, organisation_id=organisation_id, paging=paging, by=caller
    )


@router.post(
    "/organisations/{organisation_id}/closures",
    status_code=201,
    description=getdoc(use_cases.close_entry),
)
async def close_entry(
    *,
    request: Request,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    version: IfMatch,
    response: Response,
    organisation_id: UUID,
    body: ClosureIn,
) -> ClosureOut:
    closure, revoked = await use_cases.close_entry(
        session,
        clock,
        vault=ring.vault,
        organisation_id=organisation_id,
        version=version,
        reason=body.reason,
        by=caller,
    )
    enforce(request, revoked)
    response.headers["Location"] = f"/v1/registry/closures/{closure.id}"
    return _tagged(response, closure)


@router.post("/closures/{closure_id}/reopening", description=getdoc(use_cases.reopen_entry))
async def reopen_entry(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    closure_id: UUID,
    body: ReopeningIn,
) -> ClosureOut:
    closure = await use_cases.reopen_entry(
        session, clock, closure_id=closure_id, version=version, reason=body.reason, by=caller
    )
    return _tagged(response, closure)
