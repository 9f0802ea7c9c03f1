"""Successions over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from registry.identity.signing_keys.key_ring import Ring
from registry.successions import queries, use_cases
from registry.successions.orm import Succession
from registry.successions.schemas import SuccessionIn, SuccessionOut
from registry.vocabulary import SuccessionStatus
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["representatives"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


def _tagged(response: Response, succession: Succession) -> SuccessionOut:
    set_etag(response, succession.version)
    return SuccessionOut.model_validate(succession)


@router.get("/successions", description=getdoc(queries.list_successions))
async def list_successions(
    session: Session,
    caller: Reader,
    paging: Pages,
    status: Annotated[SuccessionStatus | None, Query()] = None,
) -> Page[SuccessionOut]:
    return await queries.list_successions(session, status=status, paging=paging, by=caller)


@router.get("/successions/{succession_id}", description=getdoc(queries.show_succession))
async def show_succession(
    session: Session, caller: Reader, response: Response, succession_id: UUID
) -> SuccessionOut:
    shown = await queries.show_succession(session, succession_id=succession_id, by=caller)
    set_etag(response, shown.version)
    return shown


@router.get(
    "/organisations/{organisation_id}/successions", description=getdoc(queries.successions_of)
)
async def successions_of(
    session: Session, caller: Reader, paging: Pages, organisation_id: UUID
) -> Page[SuccessionOut]:
    return await queries.successions_of(
        session, organisation_id=organisation_id, paging=paging, by=caller
    )


@router.post(
    "/organisations/{organisation_id}/successions",
    status_code=201,
    description=getdoc(use_cases.open_succession),
)
async def open_succession(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    response: Response,
    organisation_id: UUID,
    body: SuccessionIn,
) -> SuccessionOut:
    succession = await use_cases.open_succession(
        session,
        clock,
        organisation_id=organisation_id,
        email=body.email,
        language=body.language,
        reason=body.reason,
        by=caller,
    )
    response.headers["Location"] = f"/v1/registry/successions/{succession.id}"
    return _tagged(response, succession)


@router.post(
    "/successions/{succession_id}/invitation", description=getdoc(use_cases.invite_successor)
)
async def invite_successor(
    *,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    version: IfMatch,
    response: Response,
    succession_id: UUID,
) -> SuccessionOut:
    succession = await use_cases.invite_successor(
        session, clock, vault=ring.vault, succession_id=succession_id, version=version, by=caller
    )
    return _tagged(response, succession)


@router.post("/successions/{succession_id}/ending", description=getdoc(use_cases.end_succession))
async def end_succession(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    succession_id: UUID,
) -> SuccessionOut:
    succession = await use_cases.end_succession(
        session, clock, succession_id=succession_id, version=version, by=caller
    )
    return _tagged(response, succession)
