"""The table of equipment items."""

from typing import ClassVar, get_args

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import LocalisedText
from marketplace.offers.orm import Offering
from marketplace.vocabulary import OfferStatus
from shared.declaring import one_of
from shared.money import Money
from shared.personal_data import not_personal


class EquipmentItem(Offering):
    """Something a provider rents out. `day_rate_cents`: EUR cents, net, per piece and day."""

    __tablename__ = "equipment"
    __personal__ = (
        not_personal(
            "title", "description", "category", "region", what="what an organisation offers"
        ),
    )

    called: ClassVar[str] = "equipment item"

    title: Mapped[LocalisedText] = mapped_column(JSONB)
    description: Mapped[LocalisedText] = mapped_column(JSONB)
    category: Mapped[str]
    day_rate_cents: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int]
    region: Mapped[str]

    @property
    def day_rate(self) -> Money:
        """The rate as answers and events show it."""
        return Money.of(self.day_rate_cents)

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
