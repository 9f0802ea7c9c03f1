"""Second factors, recovery codes, and what was done with them."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.identity.second_factors.rules import Change
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import personal


class SecondFactor(Base):
    """An app of a person that makes a code every 30 seconds (RFC 6238); its secret is sealed.

    It counts from its confirmation on. `last_step` is the last step whose code was used: a code
    works once, and none works that is older.
    """

    __tablename__ = "second_factors"
    __personal__ = (
        personal(
            "account_id",
            "name",
            "language",
            what="the apps that make a person's codes, and in which language to write of them",
            why="nobody comes in with a stolen password alone",
            basis="contract",
            kept_for="until it is removed or the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
        personal(
            "sealed",
            what="the secret of an app, sealed",
            why="its codes can be told from others",
            basis="contract",
            kept_for="until it is removed or the account is erased",
            on_erasure="deleted",
            exported=False,
        ),
    )
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (last_used_at IS NULL)", name="used_once"),
        CheckConstraint("last_step >= 0", name="last_step_counted"),
        one_of("language", ("lv", "en", "lt", "et")),
        Index("ix_second_factors_account_id_id", "account_id", "id"),
        Index(
            "uq_second_factors_one_unconfirmed",
            "account_id",
            unique=True,
            postgresql_where=text("confirmed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(200))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # In which its owner is told by mail of what happens to it.
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code that stands in for a lost app, once; kept as a keyed hash."""

    __tablename__ = "recovery_codes"
    __personal__ = (
        personal(
            "account_id",
            what="that a person has recovery codes, and which are used",
            why="who lost its app comes in",
            basis="contract",
            kept_for="until others take their place or the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
        personal(
            "code_hash",
            what="a keyed hash of a recovery code",
            why="who lost its app comes in",
            basis="contract",
            kept_for="until others take their place or the account is erased",
            on_erasure="deleted",
            exported=False,
        ),
    )
    __table_args__ = (Index("ix_recovery_codes_account_id", "account_id"),)

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FactorChange(Base):
    """That something was done with a person's second factors; written once, and no secret in it.

    `reason` is the operator's, for what it removed.
    """

    __tablename__ = "second_factor_changes"
    __personal__ = (
        personal(
            "account_id",
            "reason",
            what="what was done with a person's second factors, and how the operator knew it",
            why="its owner sees what a thief or the operator did",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
    )
    __table_args__ = (
        one_of("change", get_args(Change)),
        CheckConstraint(
            "(change = 'removed_by_operator') = (reason IS NOT NULL)", name="operator_says_why"
        ),
        Index("ix_second_factor_changes_account_id_id", "account_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    change: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
