"""What obligations bring to the service."""

from typing import Final

from billing.obligations.consumers import HANDLERS
from billing.obligations.duties import DUTIES
from billing.obligations.events import EXAMPLES
from billing.obligations.orm import CreditPayout, Leaving
from billing.obligations.routes import router
from shared.nouns import Noun

NOUN: Final = Noun(
    "obligations",
    routers=(router,),
    tables=(Leaving, CreditPayout),
    examples=EXAMPLES,
    handlers=HANDLERS,
    duties=DUTIES,
)
