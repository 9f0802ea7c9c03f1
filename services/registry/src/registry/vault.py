"""What is done with the master secret, which never enters the database."""

import hashlib
import hmac
import os
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE: Final = 12


class WrongMasterSecret(Exception):
    """What was sealed cannot be opened: the master secret is another than it was then."""


class Vault:
    """Seals small secrets (AES-256-GCM) and hashes with a key, each under its own derived key."""

    def __init__(self, master_secret: str) -> None:
        self._sealing = AESGCM(_derive(master_secret, b"registry: sealing signing keys"))
        self._hashing = _derive(master_secret, b"registry: hashing login names")
        self._naming = _derive(master_secret, b"registry: fingerprints of people in facts")

    def seal(self, content: bytes, *, label: str) -> bytes:
        """Encrypt `content`; it opens again only under the same label."""
        nonce = os.urandom(_NONCE)
        return nonce + self._sealing.encrypt(nonce, content, label.encode())

    def open(self, sealed: bytes, *, label: str) -> bytes:
        """Return what was sealed; raise `WrongMasterSecret`."""
        try:
            return self._sealing.decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())
        except InvalidTag as error:
            raise WrongMasterSecret(
                "it was sealed with another secret, or as something else"
            ) from error

    def keyed_hash(self, text: str) -> bytes:
        """HMAC-SHA-256: who reads the database cannot tell, or try, what was hashed."""
        return hmac.new(self._hashing, text.encode(), hashlib.sha256).digest()

    def person_fingerprint(self, account_id: UUID) -> str:
        """What stands for a person in facts, 64 hex characters: alike wherever it is one person.

        Under a key of its own: who holds the facts and the table of login names, or a list of
        account ids, cannot tell who is meant.
        """
        return hmac.new(self._naming, account_id.bytes, hashlib.sha256).hexdigest()


def _derive(master_secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(
        master_secret.encode()
    )
