"""The table of equipment items."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base, LocalisedText, one_of
from marketplace.vocabulary import OfferStatus
from shared.database import UtcDateTime


class EquipmentItem(Base):
    """Something a provider rents out. `day_rate_cents`: EUR cents, net, per piece and day."""

    __tablename__ = "equipment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    provider_id: Mapped[UUID]
    title: Mapped[LocalisedText] = mapped_column(JSONB)
    description: Mapped[LocalisedText] = mapped_column(JSONB)
    category: Mapped[str]
    day_rate_cents: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int]
    region: Mapped[str]
    status: Mapped[OfferStatus]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        one_of("status", get_args(OfferStatus)),
        CheckConstraint("day_rate_cents >= 0", name="day_rate_not_negative"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint(
            "(status = 'draft') = (published_at IS NULL)", name="published_when_not_draft"
        ),
        Index("ix_equipment_provider_id", "provider_id", "id"),
        Index("ix_equipment_published", "id", postgresql_where=text("status = 'published'")),
    )
