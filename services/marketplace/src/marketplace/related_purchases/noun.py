"""What purchases between related organisations hand to the service."""

from typing import Final

from marketplace.related_purchases.orm import RelatedPurchase
from marketplace.related_purchases.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("related_purchases", routers=(router,), tables=(RelatedPurchase,))
