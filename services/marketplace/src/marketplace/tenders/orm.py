"""The tables of tenders and their lots."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.base import Base, LocalisedText
from marketplace.tenders.rules import Weights
from marketplace.vocabulary import LotStatus, Stage, TenderStatus
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, who_acted


class Tender(Base):
    """A client's request for bids; its deadline never changes once it is published."""

    __tablename__ = "tenders"
    __personal__ = (
        who_acted("opened_by"),
        free_text("description", "cancellation_reason"),
        not_personal("client_id", "title", what="what an organisation asks for"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    client_id: Mapped[UUID]
    title: Mapped[LocalisedText] = mapped_column(JSONB)
    description: Mapped[LocalisedText] = mapped_column(JSONB)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    weights: Mapped[Weights] = composite(
        mapped_column("weight_price"),
        mapped_column("weight_quality"),
        mapped_column("weight_delivery"),
    )
    status: Mapped[TenderStatus]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by: Mapped[UUID | None]
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancellation_reason: Mapped[str | None]

    lots: Mapped[list["Lot"]] = relationship(order_by="Lot.position", lazy="raise")

    __table_args__ = (
        one_of("status", get_args(TenderStatus)),
        CheckConstraint(
            "weight_price >= 0 AND weight_quality >= 0 AND weight_delivery >= 0"
            " AND weight_price + weight_quality + weight_delivery = 100",
            name="weights_sum_to_100",
        ),
        # Before its own deadline no tender can be opened, whatever the code decides.
        CheckConstraint("opened_at >= deadline", name="opened_after_deadline"),
        CheckConstraint(
            "status NOT IN ('opened', 'awarded') OR opened_at IS NOT NULL", name="opened_at_known"
        ),
        # Bids refer to the deadline together with the tender: see Bid.
        UniqueConstraint("id", "deadline"),
        Index("ix_tenders_client_id", "client_id", "id"),
    )


class Lot(Base):
    """A part of a tender that is bid for and awarded by itself.

    `budget_cents` (EUR cents, net) is the client's own estimate and shown to nobody else.
    """

    __tablename__ = "lots"
    __personal__ = (
        free_text("description"),
        not_personal("title", "role", what="what an organisation asks for"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    position: Mapped[int]
    title: Mapped[LocalisedText] = mapped_column(JSONB)
    description: Mapped[LocalisedText] = mapped_column(JSONB)
    stage: Mapped[Stage]
    role: Mapped[str]
    budget_cents: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[LotStatus]

    __table_args__ = (
        one_of("stage", get_args(Stage)),
        one_of("status", get_args(LotStatus)),
        CheckConstraint("budget_cents >= 0", name="budget_not_negative"),
        UniqueConstraint("tender_id", "position"),
        UniqueConstraint("id", "tender_id"),
    )
