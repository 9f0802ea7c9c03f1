"""API keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import personal


class ApiKey(Base):
    """A key `prefix.secret` of a person for one organisation; the secret as SHA-256 only."""

    __tablename__ = "api_keys"
    __personal__ = (
        personal(
            "account_id",
            "prefix",
            "name",
            "scopes",
            what="whose key it is and what it was called",
            why="programs act for a person",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
        personal(
            "secret_hash",
            what="a hash of the secret",
            why="programs act for a person",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
            of="account_id",
            exported=False,
        ),
    )
    __table_args__ = (
        UniqueConstraint("prefix"),
        Index("ix_api_keys_account_id_id", "account_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(String(20))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(200))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
