"""What obligations hand to the service."""

from typing import Final

from marketplace.obligations.consumers import HANDLERS
from marketplace.obligations.duties import DUTIES
from marketplace.obligations.events import EXAMPLES
from marketplace.obligations.orm import Leaving
from shared.nouns import Noun

NOUN: Final = Noun(
    "obligations", tables=(Leaving,), examples=EXAMPLES, handlers=HANDLERS, duties=DUTIES
)
