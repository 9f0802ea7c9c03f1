"""The columns that every table of offers has."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from marketplace.vocabulary import OfferStatus
from shared.database import UtcDateTime
from shared.personal_data import not_personal


class Offering(Base):
    """What a provider offers: whose it is and where it stands. Each noun has its own table."""

    __abstract__ = True
    __personal__ = (not_personal("provider_id", what="ids of organisations"),)

    called: ClassVar[str]
    """What a refusal calls one of them."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    provider_id: Mapped[UUID]
    status: Mapped[OfferStatus]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
