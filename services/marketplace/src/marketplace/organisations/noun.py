"""What organisations hand to the service."""

from typing import Final

from marketplace.organisations.consumers import HANDLERS
from marketplace.organisations.orm import Organisation
from shared.nouns import Noun

NOUN: Final = Noun("organisations", tables=(Organisation,), handlers=HANDLERS)
