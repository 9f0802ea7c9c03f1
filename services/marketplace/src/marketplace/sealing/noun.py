"""What sealing hands to the service."""

from typing import Final

from marketplace.sealing.orm import TenderKey
from shared.nouns import Noun

NOUN: Final = Noun("sealing", tables=(TenderKey,))
