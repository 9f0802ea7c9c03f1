"""What payments bring to the service."""

from typing import Final

from billing.payments.events import EXAMPLES
from billing.payments.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("payments", routers=(router,), examples=EXAMPLES)
