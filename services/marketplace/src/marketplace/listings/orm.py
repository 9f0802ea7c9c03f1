"""The table of listings."""

from typing import ClassVar, get_args

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import LocalisedText
from marketplace.offers.orm import Offering
from marketplace.vocabulary import OfferStatus, PriceUnit, Stage
from shared.declaring import one_of
from shared.money import Money
from shared.personal_data import not_personal


class Listing(Offering):
    """A service that a provider offers. `price_cents`: EUR cents, net, per `price_unit`."""

    __tablename__ = "listings"
    __personal__ = (
        not_personal(
            "title",
            "description",
            "role",
            "region",
            "languages",
            what="what an organisation offers",
        ),
    )

    called: ClassVar[str] = "listing"

    title: Mapped[LocalisedText] = mapped_column(JSONB)
    description: Mapped[LocalisedText] = mapped_column(JSONB)
    stage: Mapped[Stage]
    role: Mapped[str]
    region: Mapped[str]
    price_cents: Mapped[int] = mapped_column(BigInteger)
    price_unit: Mapped[PriceUnit]
    languages: Mapped[list[str]] = mapped_column(JSONB)

    @property
    def price(self) -> Money:
        """The price as answers and events show it."""
        return Money.of(self.price_cents)

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
