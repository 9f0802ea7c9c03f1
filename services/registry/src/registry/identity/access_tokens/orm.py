"""Which access tokens were issued on whose permission and still live."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import personal

GrantKind = Literal["session", "api_key"]
"""What a token can be issued on."""


class IssuedToken(Base):
    """An access token by its `jti`, never its text; forgotten after it expired.

    `grant_id` is the login session or the API key that it was issued on: when that ends, its
    tokens end too.
    """

    __tablename__ = "issued_tokens"
    __personal__ = (
        personal(
            "token_id",
            "grant_id",
            what="which tokens were issued on which login or key",
            why="a login that ends takes its tokens with it",
            basis="contract",
            kept_for="until the token expires",
            on_erasure="expires",
            exported=False,
        ),
    )
    __table_args__ = (
        one_of("grant_kind", get_args(GrantKind)),
        Index("ix_issued_tokens_grant_id", "grant_id"),
    )

    token_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    grant_kind: Mapped[str] = mapped_column(String(10))
    grant_id: Mapped[UUID]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
