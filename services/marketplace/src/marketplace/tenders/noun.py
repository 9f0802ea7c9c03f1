"""What tenders hand to the service."""

from typing import Final

from marketplace.tenders.events import EXAMPLES
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("tenders", routers=(router,), tables=(Lot, Tender), examples=EXAMPLES)
