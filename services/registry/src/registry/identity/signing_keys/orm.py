"""Signing keys."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal

KeyState = Literal["next", "current", "retired"]


class SigningKey(Base):
    """An ES256 key pair; the private half is sealed with a key from outside the database."""

    __tablename__ = "signing_keys"
    __personal__ = (
        not_personal("kid", "sealed_private_key", "public_jwk", what="keys of the platform"),
    )
    __table_args__ = (
        one_of("state", get_args(KeyState)),
        CheckConstraint(
            "(state = 'retired') = (retired_at IS NOT NULL)", name="retired_at_with_state"
        ),
        # One key signs, one waits: two rotations at once cannot make it two of either.
        Index(
            "uq_signing_keys_one_live",
            "state",
            unique=True,
            postgresql_where=text("state <> 'retired'"),
        ),
    )

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[KeyState] = mapped_column(String(10))
    sealed_private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_jwk: Mapped[dict[str, str]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
