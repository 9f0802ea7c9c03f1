"""Logins and their refresh tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import personal


class LoginSession(Base):
    """One login: the family of refresh tokens that descend from it."""

    __tablename__ = "login_sessions"
    __personal__ = (
        personal(
            "account_id",
            "client_hint",
            "ended_because",
            what="logins, and by what browser and system",
            why="own logins can be recognised and ended",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
    )
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_with_a_reason"),
        Index("ix_login_sessions_account_id", "account_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # A browser and a system, without versions: enough to know one's own device by.
    client_hint: Mapped[str | None] = mapped_column(String(40))
    # When a code of a second factor was shown in it last.
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_because: Mapped[str | None] = mapped_column(String(20))


class RefreshToken(Base):
    """A refresh token, as its SHA-256 only; used once, then known as used."""

    __tablename__ = "refresh_tokens"
    __personal__ = (
        personal(
            "token_hash",
            what="a hash of what continues a login",
            why="a login lasts longer than a token",
            basis="contract",
            kept_for="as long as the login",
            on_erasure="deleted",
            exported=False,
        ),
    )
    __table_args__ = (Index("ix_refresh_tokens_session_id", "session_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("login_sessions.id", ondelete="CASCADE"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
