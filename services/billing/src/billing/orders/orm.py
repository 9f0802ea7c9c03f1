"""The table of orders as billing knows them: a read model of the marketplace's facts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from billing.loyalty.rules import ConfirmedOrder
from shared.database import UtcDateTime
from shared.personal_data import not_personal


class Order(Base):
    """The latest announced state of a confirmed or completed order.

    `version` is the marketplace's; `net_cents` EUR cents before discount and VAT. There is
    no foreign key to the parties: an order may become known before they are.
    """

    __tablename__ = "orders"
    __personal__ = (
        not_personal(
            "status",
            "tender_id",
            "lot_id",
            "client_id",
            "provider_id",
            "title",
            what="what one organisation orders of another",
        ),
    )
    __table_args__ = (
        CheckConstraint("net_cents >= 0", name="net_not_negative"),
        Index("ix_orders_client_confirmed", "client_id", "confirmed_at"),
        Index("ix_orders_provider_id", "provider_id"),
        Index("ix_orders_completed_at", "completed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20))
    tender_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    client_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    title: Mapped[dict[str, str]] = mapped_column(JSONB)
    net_cents: Mapped[int] = mapped_column(BigInteger)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    related_parties: Mapped[bool] = mapped_column(server_default=false())

    @property
    def figures(self) -> tuple[UUID, UUID, int, ConfirmedOrder]:
        """All of the order that its rating, or another's, depends on."""
        return self.client_id, self.provider_id, self.net_cents, self.counted

    @property
    def counted(self) -> ConfirmedOrder:
        """The order as the loyalty rules see it."""
        return ConfirmedOrder(self.id, self.lot_id, self.confirmed_at, self.related_parties)
