"""What mandates bring to the service."""

from typing import Final

from billing.mandates.orm import Mandate, MandateTerms
from billing.mandates.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("mandates", routers=(router,), tables=(MandateTerms, Mandate))
