"""Codes that were mailed and not used yet."""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.identity.address_proofs.rules import Purpose
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal, personal


class AddressProof(Base):
    """A code by its SHA-256, and, sealed, what it opens; deleted when it is used.

    `address_hash` is keyed and tells purposes apart: nobody lists the addresses that were asked
    for, whether or not anybody owns them.
    """

    __tablename__ = "address_proofs"
    __personal__ = (
        not_personal("purpose", what="one word"),
        personal(
            "token_hash",
            "address_hash",
            "sealed",
            what="an address that was asked for, as a keyed hash, and sealed what its code opens",
            why="an address is proved by a code",
            basis="contract",
            kept_for="30 minutes; 7 days for taking back a change of address",
            on_erasure="expires",
            exported=False,
        ),
    )
    __table_args__ = (
        one_of("purpose", get_args(Purpose)),
        CheckConstraint("expires_at > created_at", name="expires_later"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    address_hash: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
