"""The table of ratings: what each confirmed order costs beyond its price."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column

from billing.database import Base
from billing.ratings.lines import Line
from billing.ratings.rules import Figures
from shared.database import UtcDateTime
from shared.personal_data import not_personal


class Rating(Base):
    """The rating of one order in EUR cents; `version` grows when facts that came later change it.

    An order without a row waits for a party or a schedule. From `frozen_at` on, when the order's
    first invoice was issued, its rating never changes again.
    """

    __tablename__ = "ratings"
    __personal__ = (not_personal("lines", what="how a price was reckoned"),)
    __table_args__ = (
        CheckConstraint(
            "cluster_share_cents + provider_share_cents = discount_cents", name="shares_add_up"
        ),
        CheckConstraint(
            "fee_cents >= 0 AND cluster_share_cents >= 0 AND provider_share_cents >= 0",
            name="not_negative",
        ),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    fee_schedule_id: Mapped[UUID] = mapped_column(ForeignKey("fee_schedules.id"))
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("loyalty_programmes.id"))
    fee_rate_ppm: Mapped[int] = mapped_column(Integer)
    discount_rate_ppm: Mapped[int] = mapped_column(Integer)
    fee_cents: Mapped[int] = mapped_column(BigInteger)
    discount_cents: Mapped[int] = mapped_column(BigInteger)
    cluster_share_cents: Mapped[int] = mapped_column(BigInteger)
    provider_share_cents: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    figures: Mapped[Figures] = composite(
        "fee_rate_ppm",
        "discount_rate_ppm",
        "fee_cents",
        "discount_cents",
        "cluster_share_cents",
        "provider_share_cents",
    )

    @property
    def steps(self) -> tuple[Line, ...]:
        """The explanation as it was written when the order was rated."""
        return tuple(Line(**line) for line in self.lines)
