"""The public keys over HTTP."""

from inspect import getdoc

from fastapi import Response

from registry.identity.signing_keys import queries
from registry.identity.signing_keys.schemas import PublicKeySetOut
from shared.clocks import SystemClock
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.get("/jwks", description=getdoc(queries.show_jwks))
async def show_jwks(session: Session, response: Response) -> PublicKeySetOut:
    response.headers["Cache-Control"] = "public, max-age=60"
    return await queries.show_jwks(session, now=SystemClock().now())
