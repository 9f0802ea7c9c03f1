"""What notices hand to the service."""

from typing import Final

from billing.notices.events import EXAMPLES
from shared.nouns import Noun

NOUN: Final = Noun("notices", examples=EXAMPLES)
