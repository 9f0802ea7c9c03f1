"""Taxonomy: what stages and roles are called."""

from typing import Final

from search.taxonomy.consumers import HANDLERS
from search.taxonomy.orm import Taxonomy
from shared.nouns import Noun

NOUN: Final = Noun("taxonomy", tables=(Taxonomy,), handlers=HANDLERS)
