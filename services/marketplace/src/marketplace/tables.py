"""All tables of the marketplace, for migrations and their tests."""

from marketplace.affiliations import orm as affiliations
from marketplace.base import Base
from marketplace.bids import orm as bids
from marketplace.equipment import orm as equipment
from marketplace.evaluation import orm as evaluation
from marketplace.listings import orm as listings
from marketplace.orders import orm as orders
from marketplace.organisations import orm as organisations
from marketplace.related_purchases import orm as related_purchases
from marketplace.reviews import orm as reviews
from marketplace.sealing import orm as sealing
from marketplace.taxonomy import orm as taxonomy
from marketplace.tenders import orm as tenders

metadata = Base.metadata
"""What the imports above have filled."""

__all__ = [
    "affiliations",
    "bids",
    "equipment",
    "evaluation",
    "listings",
    "metadata",
    "orders",
    "organisations",
    "related_purchases",
    "reviews",
    "sealing",
    "taxonomy",
    "tenders",
]
