"""Seals: the only module of the marketplace that knows how they are encrypted.

    master key (settings, outside the database)
      `- wraps one random key per tender            AES-256-GCM, bound to the tender
           `- seals each offer of that tender       AES-256-GCM, bound to tender, lot, bid, bidder

What is sealed are bytes: how an offer is spelled in them, bids know.

Bound means: the ciphertext opens only together with the same ids, so that a row copied or moved
to another bidder, lot or tender does not open at all.

A receipt is SHA-256 over a random salt, the ids and those bytes. The bidder gets it at once; the
salt stays sealed with the offer, or whoever holds the receipt could try out prices. After the
opening both are shown, and anybody who may read the offer can compute the receipt again.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from marketplace.sealing.errors import SealBroken

NONCE_BYTES: Final = 12
SALT_BYTES: Final = 32
BLOCK: Final = 1024
"""Offers are padded to a multiple of this: the ciphertext's length must not tell the text's."""


@dataclass(frozen=True)
class Binding:
    """Where an offer belongs: what its ciphertext and its receipt are bound to."""

    tender_id: UUID
    lot_id: UUID
    bid_id: UUID
    lead_id: UUID

    def as_bytes(self) -> bytes:
        """The additional authenticated data of the ciphertext."""
        ids = (self.tender_id, self.lot_id, self.bid_id, self.lead_id)
        return b"avt bid v1" + b"".join(one.bytes for one in ids)


@dataclass(frozen=True, repr=False)
class WrappedKey:
    """A tender's key as it lies in the database."""

    master_key_id: str
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, repr=False)
class Sealed:
    """A sealed offer as it lies in the database, with the bidder's receipt."""

    nonce: bytes
    ciphertext: bytes
    receipt: str


@dataclass(frozen=True, repr=False)
class Unsealed:
    """The bytes that were sealed and the salt of their receipt."""

    content: bytes
    salt: bytes


class MasterKey:
    """The key that wraps every tender's key; 32 bytes from outside the database."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the bid master key must be 32 bytes, given as base64")
        self._aead = AESGCM(key)
        self.id = hashlib.sha256(b"avt master key id" + key).hexdigest()[:16]

    @classmethod
    def from_base64(cls, text: str) -> "MasterKey":
        """Read 32 bytes from their standard or URL-safe base64 form."""
        try:
            return cls(
                base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), None, True)
            )
        except ValueError:
            # Neither the text nor the library's message may reach a log.
            raise ValueError("the bid master key must be 32 bytes, given as base64") from None

    def __repr__(self) -> str:
        return f"<MasterKey {self.id}>"

    def new_tender_key(self, tender_id: UUID) -> WrappedKey:
        """Make and wrap a key for one tender."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        wrapped = self._aead.encrypt(nonce, secrets.token_bytes(32), _tender_bound(tender_id))
        return WrappedKey(self.id, nonce, wrapped)

    def tender_key(self, tender_id: UUID, wrapped: WrappedKey) -> "TenderKeyring":
        """Unwrap a tender's key; SealBroken when it was wrapped by another master key."""
        if wrapped.master_key_id != self.id:
            raise SealBroken(f"tender key wrapped by {wrapped.master_key_id}, not by {self.id}")
        try:
            key = self._aead.decrypt(wrapped.nonce, wrapped.wrapped, _tender_bound(tender_id))
        except InvalidTag:
            raise SealBroken("tender key does not unwrap") from None
        return TenderKeyring(key)


class TenderKeyring:
    """Seals and unseals the offers of one tender."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def __repr__(self) -> str:
        return "<TenderKeyring>"

    def seal(self, content: bytes, binding: Binding) -> Sealed:
        """Encrypt an offer, bound to where it belongs, and commit to it in a receipt."""
        salt = secrets.token_bytes(SALT_BYTES)
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = len(content).to_bytes(4, "big") + salt + content
        padded = plain.ljust(-(-len(plain) // BLOCK) * BLOCK, b"\0")
        return Sealed(
            nonce=nonce,
            ciphertext=self._aead.encrypt(nonce, padded, binding.as_bytes()),
            receipt=receipt_of(content, binding, salt),
        )

    def unseal(self, nonce: bytes, ciphertext: bytes, binding: Binding) -> Unsealed:
        """Decrypt an offer; SealBroken when it was changed, or belongs elsewhere."""
        try:
            padded = self._aead.decrypt(nonce, ciphertext, binding.as_bytes())
        except InvalidTag:
            raise SealBroken("a sealed offer does not open") from None
        length = int.from_bytes(padded[:4], "big")
        start = 4 + SALT_BYTES
        return Unsealed(padded[start : start + length], padded[4:start])


def receipt_of(content: bytes, binding: Binding, salt: bytes) -> str:
    """The receipt of an offer: SHA-256 of salt, ids and the bytes that are sealed, in hex."""
    return hashlib.sha256(salt + binding.as_bytes() + content).hexdigest()


def _tender_bound(tender_id: UUID) -> bytes:
    return b"avt tender key v1" + tender_id.bytes
