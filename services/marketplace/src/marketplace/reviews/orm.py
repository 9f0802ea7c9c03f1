"""The table of reviews."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.database import UtcDateTime
from shared.personal_data import free_text, not_personal


class Review(Base):
    """What the client of one completed order says of its provider; given once, never changed."""

    __tablename__ = "reviews"
    __personal__ = (
        free_text("text"),
        not_personal("client_id", "provider_id", what="ids of organisations"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    client_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    rating: Mapped[int]
    text: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_in_range"),
        UniqueConstraint("order_id"),
        Index("ix_reviews_provider_id", "provider_id", "id"),
    )
