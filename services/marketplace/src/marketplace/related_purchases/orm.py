"""The table of allowed purchases between related organisations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.database import UtcDateTime
from shared.personal_data import free_text, not_personal, who_acted


class RelatedPurchase(Base):
    """The manager's word that `provider_id` may take part in one tender of a related client.

    `used_at` is the first award that needed it; from then on it stays. Who allowed and who
    withdrew it is on record and shown to nobody.
    """

    __tablename__ = "related_purchases"
    __personal__ = (
        who_acted("allowed_by"),
        who_acted("withdrawn_by"),
        free_text("reason", by="allowed_by"),
        not_personal("client_id", "provider_id", what="ids of organisations"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    client_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    reason: Mapped[str]
    allowed_by: Mapped[UUID]
    allowed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("client_id <> provider_id", name="two_organisations"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"
        ),
        # An award that rests on it is final, so what it rests on is too.
        CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name="used_stays"),
        Index(
            "uq_related_purchases_one_in_force",
            "tender_id",
            "provider_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_related_purchases_client_id", "client_id", "id"),
        Index("ix_related_purchases_provider_id", "provider_id", "id"),
    )
