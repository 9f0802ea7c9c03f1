"""What loyalty programmes bring to the service."""

from typing import Final

from billing.loyalty.orm import LoyaltyProgramme
from billing.loyalty.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("loyalty", routers=(router,), tables=(LoyaltyProgramme,))
