"""Reputation: what clients said of providers."""

from typing import Final

from search.reputation.consumers import HANDLERS
from search.reputation.orm import Review
from shared.nouns import Noun

NOUN: Final = Noun("reputation", tables=(Review,), handlers=HANDLERS)
