"""What orders bring to the service."""

from typing import Final

from billing.orders.orm import Order
from shared.nouns import Noun

NOUN: Final = Noun("orders", tables=(Order,))
