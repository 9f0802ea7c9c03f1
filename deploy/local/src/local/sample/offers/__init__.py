"""The offers of every role, by value-chain stage."""

from local.sample.offers import content, distribution, preparation, production, rights
from local.sample.offers import finishing as post_production
from local.sample.offers.shape import Offer

OFFERS: tuple[Offer, ...] = (
    *content.OFFERS,
    *preparation.OFFERS,
    *production.OFFERS,
    *post_production.OFFERS,
    *rights.OFFERS,
    *distribution.OFFERS,
)

BY_ROLE: dict[str, tuple[Offer, ...]] = {
    role: tuple(offer for offer in OFFERS if offer.role == role)
    for role in dict.fromkeys(offer.role for offer in OFFERS)
}

__all__ = ["BY_ROLE", "OFFERS", "Offer"]
