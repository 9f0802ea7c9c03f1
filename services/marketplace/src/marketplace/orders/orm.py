"""The tables of orders and their milestones."""

from datetime import date, datetime, timedelta
from typing import get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.base import Base, LocalisedText
from marketplace.vocabulary import MilestoneStatus, OrderStatus
from shared.clocks import riga_date
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.money import Money
from shared.personal_data import free_text, not_personal


class Order(Base):
    """What one provider of an awarded bid delivers. `net_cents`: EUR cents before VAT."""

    __tablename__ = "orders"
    __personal__ = (
        not_personal(
            "client_id", "provider_id", "title", what="what one organisation orders of another"
        ),
        free_text("end_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"))
    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    client_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    title: Mapped[LocalisedText] = mapped_column(JSONB)
    net_cents: Mapped[int] = mapped_column(BigInteger)
    share_percent: Mapped[int]
    status: Mapped[OrderStatus]
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None]
    """When and why it was declined or cancelled."""
    related_parties: Mapped[bool] = mapped_column(server_default=false())
    """Whether at the award or at any later step a participant was related to the client.

    After the award a tie counts that is older than it, or that the client has made.
    """

    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="order", order_by="Milestone.position", lazy="raise"
    )

    @property
    def net(self) -> Money:
        """The net as answers and events show it."""
        return Money.of(self.net_cents)

    __table_args__ = (
        one_of("status", get_args(OrderStatus)),
        CheckConstraint("net_cents > 0", name="net_positive"),
        CheckConstraint("share_percent BETWEEN 1 AND 100", name="share_in_range"),
        CheckConstraint(
            "(status IN ('confirmed', 'completed')) = (confirmed_at IS NOT NULL)",
            name="confirmed_at_known",
        ),
        CheckConstraint(
            "(status = 'completed') = (completed_at IS NOT NULL)", name="completed_at_known"
        ),
        UniqueConstraint("lot_id", "provider_id"),
        Index("ix_orders_client_id", "client_id", "id"),
        Index("ix_orders_provider_id", "provider_id", "id"),
    )


class Milestone(Base):
    """A part of an order that is delivered and accepted by itself.

    `due_days`: calendar days after the provider has confirmed the order.
    """

    __tablename__ = "order_milestones"
    __personal__ = (not_personal("title", what="a part of an order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    title: Mapped[str]
    net_cents: Mapped[int] = mapped_column(BigInteger)
    due_days: Mapped[int]
    status: Mapped[MilestoneStatus]
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    order: Mapped[Order] = relationship(back_populates="milestones", lazy="raise")

    @property
    def net(self) -> Money:
        """The net as answers and events show it."""
        return Money.of(self.net_cents)

    @property
    def due_on(self) -> date | None:
        """The day in Europe/Riga on which it is due; None until the order is confirmed."""
        confirmed_at = self.order.confirmed_at
        if confirmed_at is None:
            return None
        return date.fromisoformat(riga_date(confirmed_at)) + timedelta(days=self.due_days)

    __table_args__ = (
        one_of("status", get_args(MilestoneStatus)),
        CheckConstraint("net_cents >= 0", name="net_not_negative"),
        UniqueConstraint("order_id", "position"),
    )
