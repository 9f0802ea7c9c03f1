"""What ratings bring to the service."""

from typing import Final

from billing.ratings.consumers import HANDLERS
from billing.ratings.events import EXAMPLES
from billing.ratings.orm import Rating
from billing.ratings.routes import router
from shared.nouns import Noun

NOUN: Final = Noun(
    "ratings", routers=(router,), tables=(Rating,), examples=EXAMPLES, handlers=HANDLERS
)
