"""Making ES256 key pairs."""

import base64
import hashlib
import json
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class KeyPair:
    """A P-256 key: the private half as PEM, the public one as a JWK (RFC 7517)."""

    private_pem: bytes
    public_jwk: dict[str, str]

    @property
    def kid(self) -> str:
        """The key's id: its thumbprint (RFC 7638), so that no two keys share one."""
        return self.public_jwk["kid"]


def new_key_pair() -> KeyPair:
    """Make a fresh key pair."""
    private = ec.generate_private_key(ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    required = {
        "crv": "P-256",
        "kty": "EC",
        "x": _base64url(numbers.x.to_bytes(32, "big")),
        "y": _base64url(numbers.y.to_bytes(32, "big")),
    }
    # RFC 7638: the required members in lexical order, without white space.
    canonical = json.dumps(required, separators=(",", ":"), sort_keys=True)
    kid = _base64url(hashlib.sha256(canonical.encode()).digest())
    return KeyPair(
        private_pem=private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        public_jwk={**required, "kid": kid, "use": "sig", "alg": "ES256"},
    )


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
