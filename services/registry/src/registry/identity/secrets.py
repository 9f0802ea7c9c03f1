"""Secrets that we make ourselves: long, random, shown once, kept as a hash."""

import hashlib
import hmac
import secrets


def new_secret() -> str:
    """256 random bits as 43 characters that need no escaping anywhere."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> bytes:
    """SHA-256; enough for a secret of 256 random bits, which nobody can guess from its hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def matches(secret: str, kept: bytes | None) -> bool:
    """Whether this is the secret; takes as long when there is none to compare with."""
    expected = kept if kept is not None else bytes(32)
    return hmac.compare_digest(fingerprint(secret), expected) and kept is not None
