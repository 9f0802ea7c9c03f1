"""The tables of what follows the deadline: opened offers, quality scores and awards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.database import UtcDateTime
from shared.personal_data import free_text, not_personal, who_acted


class OpenedBid(Base):
    """What a sealed bid turned out to offer. EUR cents, net of VAT.

    `salt` lets anybody who may read the offer compute the receipt again.
    """

    __tablename__ = "opened_bids"
    __personal__ = (
        free_text("approach", "milestones"),
        not_personal("partners", what="ids of organisations"),
        not_personal("salt", what="a random number"),
    )

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"))
    price_cents: Mapped[int] = mapped_column(BigInteger)
    delivery_days: Mapped[int]
    approach: Mapped[str]
    milestones: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    partners: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    salt: Mapped[bytes]

    __table_args__ = (
        CheckConstraint("price_cents > 0", name="price_positive"),
        CheckConstraint("delivery_days > 0", name="delivery_positive"),
        UniqueConstraint("bid_id", "lot_id"),
        Index("ix_opened_bids_lot_id", "lot_id"),
    )


class QualityScore(Base):
    """A client's judgement of one bid; a later one of the same bid replaces it, none is lost."""

    __tablename__ = "quality_scores"
    __personal__ = (
        who_acted("given_by"),
        free_text("reason", by="given_by"),
    )

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("opened_bids.bid_id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    score: Mapped[int]
    reason: Mapped[str]
    given_by: Mapped[UUID]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 100", name="score_in_range"),)


class Award(Base):
    """The decision on a lot: at most one, for ever."""

    __tablename__ = "awards"
    __personal__ = (
        who_acted("awarded_by"),
        free_text("reason", by="awarded_by"),
        not_personal("lot_id", what="the id of a lot"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID]
    bid_id: Mapped[UUID]
    was_first: Mapped[bool]
    reason: Mapped[str | None]
    awarded_by: Mapped[UUID]
    awarded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("lot_id"),
        # Only a bid that was opened for this very lot can win it.
        ForeignKeyConstraint(["bid_id", "lot_id"], ["opened_bids.bid_id", "opened_bids.lot_id"]),
        CheckConstraint("was_first OR length(reason) > 0", name="reason_when_not_first"),
    )
