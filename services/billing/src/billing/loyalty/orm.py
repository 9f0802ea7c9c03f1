"""The table of loyalty programmes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, who_acted


class LoyaltyProgramme(Base):
    """A programme from `valid_from` until the next row's; rates in millionths, shares in parts."""

    __tablename__ = "loyalty_programmes"
    __personal__ = (
        who_acted("created_by"),
        not_personal("source", what="where a rule is written"),
    )
    __table_args__ = (
        CheckConstraint("discount_rate_ppm BETWEEN 0 AND 1000000", name="discount_rate_range"),
        CheckConstraint("from_purchase >= 1", name="from_purchase_positive"),
        CheckConstraint("window_months BETWEEN 1 AND 120", name="window_range"),
        CheckConstraint(
            "cluster_parts >= 0 AND provider_parts >= 0 AND cluster_parts + provider_parts > 0",
            name="somebody_bears_it",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, unique=True)
    discount_rate_ppm: Mapped[int] = mapped_column(Integer)
    from_purchase: Mapped[int] = mapped_column(Integer)
    window_months: Mapped[int] = mapped_column(Integer)
    cluster_parts: Mapped[int] = mapped_column(Integer)
    provider_parts: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=func.now())
