"""Reviews, as far as an average needs them: who was reviewed and with how many stars."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from search.database import Base
from shared.personal_data import not_personal


class Review(Base):
    """One review of a provider, without its text."""

    __tablename__ = "reviews"
    __personal__ = (not_personal("provider_id", what="ids of organisations"),)
    __table_args__ = (
        CheckConstraint("rating between 1 and 5", name="rating_one_to_five"),
        Index("ix_reviews_provider_id", "provider_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    provider_id: Mapped[UUID]
    rating: Mapped[int] = mapped_column(SmallInteger)
