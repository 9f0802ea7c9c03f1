"""Bearer tokens for tests, signed with a key that only this process knows."""

import base64
import time
import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

KEY_ID = "test-key"
ISSUER = "avt-registry"


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def private_pem() -> str:
    """The signing key, as `shared.tokens.Signer` takes it."""
    return (
        _key()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_jwk() -> dict[str, str]:
    """The public half, as the registry's JWKS would publish it."""
    numbers = _key().public_key().public_numbers()

    def encoded(number: int) -> str:
        return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()

    return {
        "kty": "EC",
        "crv": "P-256",
        "x": encoded(numbers.x),
        "y": encoded(numbers.y),
        "kid": KEY_ID,
        "alg": "ES256",
        "use": "sig",
    }


def mint(
    subject: uuid.UUID | str | None = None,
    organisation_id: uuid.UUID | str | None = None,
    roles: Iterable[str] = (),
    scopes: Iterable[str] = (),
    kind: str = "person",
    **claims: Any,
) -> str:
    """A signed token of ten minutes; a claim given by name wins, and None leaves it out."""
    from shared.tokens import Signer

    now = int(time.time())
    payload: dict[str, Any] = {
        "iss": ISSUER,
        "aud": "avt-api",
        "sub": str(subject or uuid.uuid4()),
        "iat": now,
        "exp": now + 600,
        "jti": str(uuid.uuid4()),
        "org": str(organisation_id) if organisation_id else None,
        "roles": sorted(roles),
        "scope": " ".join(sorted(scopes)),
        "kind": kind,
    }
    payload |= claims
    signer = Signer(private_key=private_pem(), kid=KEY_ID, issuer=ISSUER)
    return signer.sign({name: value for name, value in payload.items() if value is not None})
