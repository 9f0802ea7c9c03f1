"""Machine accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, who_acted


class Client(Base):
    """A program with its own identity; the secret is kept as SHA-256 only.

    A fast hash suffices: the secret has 256 random bits, so nobody guesses it.
    """

    __tablename__ = "clients"
    __personal__ = (
        who_acted("created_by"),
        not_personal("name", "secret_hash", "scopes", what="a program"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
