"""What listings hand to the service."""

from typing import Final

from marketplace.listings.events import EXAMPLES
from marketplace.listings.orm import Listing
from marketplace.listings.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("listings", routers=(router,), tables=(Listing,), examples=EXAMPLES)
