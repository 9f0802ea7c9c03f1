"""API keys over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from registry.identity.access_tokens.schemas import AccessOut
from registry.identity.api_keys import queries, use_cases
from registry.identity.api_keys.schemas import ApiKeyExchangeIn, ApiKeyIn, ApiKeyOut, NewApiKeyOut
from registry.identity.directory import Directory
from registry.identity.responses import NO_STORE
from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import require
from shared.http.paging import Page, Pages
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])
Known = Annotated[Caller, Depends(require())]


@router.get("/api-keys", description=getdoc(queries.list_api_keys))
async def list_api_keys(session: Session, caller: Known, paging: Pages) -> Page[ApiKeyOut]:
    return await queries.list_api_keys(session, paging=paging, by=caller)


@router.post("/api-keys", status_code=201, description=getdoc(use_cases.create_api_key))
async def create_api_key(
    session: Session, response: Response, caller: Known, body: ApiKeyIn
) -> NewApiKeyOut:
    key, text = await use_cases.create_api_key(
        session,
        SystemClock(),
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at,
        by=caller,
    )
    response.headers.update(NO_STORE)
    shown = ApiKeyOut.model_validate(key)
    return NewApiKeyOut(**shown.model_dump(), api_key=text)


@router.delete("/api-keys/{key_id}", status_code=204, description=getdoc(use_cases.revoke_api_key))
async def revoke_api_key(request: Request, session: Session, caller: Known, key_id: UUID) -> None:
    revoked = await use_cases.revoke_api_key(session, SystemClock(), key_id=key_id, by=caller)
    enforce(request, revoked)


@router.post(
    "/api-keys/exchange",
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.exchange_api_key),
)
async def exchange_api_key(
    response: Response, session: Session, ring: Ring, directory: Directory, body: ApiKeyExchangeIn
) -> AccessOut:
    access = await use_cases.exchange_api_key(
        session, SystemClock(), ring=ring, directory=directory, api_key=body.api_key
    )
    response.headers.update(NO_STORE)
    return AccessOut.model_validate(access)
