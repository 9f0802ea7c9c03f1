"""Codes that were mailed and not used yet."""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.identity.address_proofs.rules import Purpose
from shared.database import UtcDateTime
from shared.declaring import one_of


class AddressProof(Base):
    """A code by its SHA-256, and, sealed, what it opens; deleted when it is used.

    `address_hash` is keyed and tells purposes apart: nobody lists the addresses that were asked
    for, whether or not anybody owns them.
    """

    __tablename__ = "address_proofs"
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
