"""The table of listings."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base, LocalisedText, one_of
from marketplace.vocabulary import OfferStatus, PriceUnit, Stage
from shared.database import UtcDateTime


class Listing(Base):
    """A service that a provider offers. `price_cents`: EUR cents, net, per `price_unit`."""

    __tablename__ = "listings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    provider_id: Mapped[UUID]
    title: Mapped[LocalisedText] = mapped_column(JSONB)
    description: Mapped[LocalisedText] = mapped_column(JSONB)
    stage: Mapped[Stage]
    role: Mapped[str]
    region: Mapped[str]
    price_cents: Mapped[int] = mapped_column(BigInteger)
    price_unit: Mapped[PriceUnit]
    languages: Mapped[list[str]] = mapped_column(JSONB)
    status: Mapped[OfferStatus]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        one_of("stage", get_args(Stage)),
        one_of("price_unit", get_args(PriceUnit)),
        one_of("status", get_args(OfferStatus)),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint(
            "(status = 'draft') = (published_at IS NULL)", name="published_when_not_draft"
        ),
        Index("ix_listings_provider_id", "provider_id", "id"),
        Index("ix_listings_published", "id", postgresql_where=text("status = 'published'")),
    )
