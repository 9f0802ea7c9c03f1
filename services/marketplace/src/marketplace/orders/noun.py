"""What orders hand to the service."""

from typing import Final

from marketplace.orders.events import EXAMPLES
from marketplace.orders.orm import Milestone, Order
from marketplace.orders.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("orders", routers=(router,), tables=(Milestone, Order), examples=EXAMPLES)
