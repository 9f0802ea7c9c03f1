"""Machine accounts and their tokens over HTTP."""

from inspect import getdoc
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.responses import JSONResponse

from registry.identity.clients import queries, use_cases
from registry.identity.clients.errors import OAuthRefused
from registry.identity.clients.schemas import (
    ClientAccessOut,
    ClientIn,
    ClientOut,
    NewClientOut,
    OAuthErrorOut,
)
from registry.identity.clients.token_requests import read_token_request
from registry.identity.responses import NO_STORE
from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.database import Database
from shared.http.callers import require
from shared.http.paging import Page, Pages
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]

_FORM: dict[str, Any] = {
    **NOT_IDEMPOTENT,
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"const": "client_credentials"},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "format": "password"},
                        "scope": {"type": "string"},
                    },
                }
            }
        },
    },
}


@router.get("/clients", description=getdoc(queries.list_clients))
async def list_clients(session: Session, caller: Reader, paging: Pages) -> Page[ClientOut]:
    return await queries.list_clients(session, paging=paging, by=caller)


@router.post("/clients", status_code=201, description=getdoc(use_cases.create_client))
async def create_client(
    session: Session, response: Response, caller: Writer, body: ClientIn
) -> NewClientOut:
    client, secret = await use_cases.create_client(
        session, SystemClock(), name=body.name, scopes=body.scopes, by=caller
    )
    response.headers.update(NO_STORE)
    return NewClientOut(
        id=client.id,
        name=client.name,
        scopes=body.scopes,
        created_at=client.created_at,
        client_secret=secret,
    )


@router.delete("/clients/{client_id}", status_code=204, description=getdoc(use_cases.revoke_client))
async def revoke_client(
    request: Request, session: Session, caller: Writer, client_id: UUID
) -> None:
    revoked = await use_cases.revoke_client(session, SystemClock(), client_id=client_id, by=caller)
    enforce(request, [revoked])


@router.post(
    "/oauth/token",
    response_model=ClientAccessOut,
    openapi_extra=_FORM,
    description=getdoc(use_cases.issue_client_token),
    responses={
        400: {"model": OAuthErrorOut, "description": "RFC 6749 section 5.2"},
        401: {"model": OAuthErrorOut, "description": "RFC 6749 section 5.2, invalid_client"},
    },
)
async def issue_client_token(request: Request, ring: Ring) -> Response:
    # Its own transaction: the request's would read the Authorization header as a bearer token.
    database: Database = request.app.state.database
    try:
        asked = read_token_request(
            await request.body(),
            content_type=request.headers.get("content-type"),
            authorization=request.headers.get("authorization"),
        )
        async with database.transaction() as session:
            granted = await use_cases.issue_client_token(
                session,
                ring=ring,
                client_id=asked.client_id,
                client_secret=asked.client_secret,
                scopes=asked.scopes,
            )
    except OAuthRefused as refusal:
        return _refusal(refusal)
    body = ClientAccessOut.model_validate(granted)
    return JSONResponse(body.model_dump(mode="json"), headers={**NO_STORE, "Pragma": "no-cache"})


def _refusal(refusal: OAuthRefused) -> Response:
    unknown = refusal.error == "invalid_client"
    return JSONResponse(
        {"error": refusal.error, "error_description": refusal.description},
        401 if unknown else 400,
        headers={**NO_STORE, **({"WWW-Authenticate": 'Basic realm="avt"'} if unknown else {})},
    )
