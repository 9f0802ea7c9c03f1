"""Invitations."""

from datetime import datetime
from typing import cast, get_args
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.delegations.orm import ALL_ROLES, known_roles
from registry.invitations.rules import Kept, Status, status_at
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal, personal, who_acted


class Invitation(Base):
    """An office offered to whoever holds the secret, which is kept as SHA-256 only.

    `email` is where the secret was sent and says nothing about accounts. Times are the system
    clock's. `void`: who invited lost its access or its office before an answer came.
    """

    __tablename__ = "invitations"
    __personal__ = (
        personal(
            "email",
            "email_key",
            what="the address that an invitation was sent to",
            why="an organisation invites its people",
            basis="legitimate_interest",
            kept_for="until the account with that address is erased",
            on_erasure="deleted",
            address="email_key",
        ),
        who_acted("invited_by"),
        not_personal("secret_hash", what="a hash of the secret"),
    )
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        one_of("office", ("representative",)),
        *known_roles(),
        one_of("status", get_args(Kept)),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_with_status"),
        CheckConstraint("expires_at > created_at", name="expires_later"),
        Index("ix_invitations_organisation_id_id", "organisation_id", "id"),
        Index("ix_invitations_invited_by", "invited_by"),
        # A newer invitation takes the older one's place; of two at once one waits.
        Index(
            "uq_invitations_one_open",
            "organisation_id",
            "email_key",
            "office",
            unique=True,
            postgresql_where=sql("status = 'open'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    office: Mapped[str] = mapped_column(String(20))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql(ALL_ROLES))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    # Not for whomever the secret is handed on to.
    addressee_only: Mapped[bool] = mapped_column(server_default=sql("false"))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(10))
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def status_at(self, now: datetime) -> Status:
        """What the invitation is at a moment: an open one expires by itself."""
        return status_at(cast("Kept", self.status), expires_at=self.expires_at, now=now)

    def close(self, status: Kept, at: datetime) -> None:
        """Let nobody answer it any more."""
        self.status, self.closed_at = status, at
