"""The public keys over HTTP."""

from fastapi import Response
from pydantic import BaseModel

from registry.identity.signing_keys import use_cases
from shared.clocks import SystemClock
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


class PublicKey(BaseModel):
    """A public ES256 key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    use: str
    alg: str


class PublicKeys(BaseModel):
    """A JSON Web Key Set."""

    keys: list[PublicKey]


@router.get("/jwks")
async def show_jwks(session: Session, response: Response) -> PublicKeys:
    """The keys by which access tokens verify: the current one, the next one, those just retired.

    Public. A new key is published long before it signs; read again for an unknown `kid`.
    """
    response.headers["Cache-Control"] = "public, max-age=60"
    keys = await use_cases.published_keys(session, SystemClock())
    return PublicKeys.model_validate({"keys": keys})
