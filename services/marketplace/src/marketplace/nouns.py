"""The nouns of the marketplace, lowest floor first: each may import those above it in this list."""

from typing import Final

from marketplace.affiliations.noun import NOUN as affiliations
from marketplace.bids.noun import NOUN as bids
from marketplace.equipment.noun import NOUN as equipment
from marketplace.evaluation.noun import NOUN as evaluation
from marketplace.listings.noun import NOUN as listings
from marketplace.notices.noun import NOUN as notices
from marketplace.obligations.noun import NOUN as obligations
from marketplace.orders.noun import NOUN as orders
from marketplace.organisations.noun import NOUN as organisations
from marketplace.related_purchases.noun import NOUN as related_purchases
from marketplace.reviews.noun import NOUN as reviews
from marketplace.sealing.noun import NOUN as sealing
from marketplace.taxonomy.noun import NOUN as taxonomy
from marketplace.tenders.noun import NOUN as tenders
from shared.nouns import Nouns

NOUNS: Final = Nouns(
    notices,
    organisations,
    affiliations,
    taxonomy,
    listings,
    equipment,
    sealing,
    tenders,
    related_purchases,
    bids,
    orders,
    reviews,
    evaluation,
    obligations,
)
