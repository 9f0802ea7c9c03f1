"""What reviews hand to the service."""

from typing import Final

from marketplace.reviews.events import EXAMPLES
from marketplace.reviews.orm import Review
from marketplace.reviews.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("reviews", routers=(router,), tables=(Review,), examples=EXAMPLES)
