"""What the taxonomy hands to the service."""

from typing import Final

from marketplace.taxonomy.consumers import HANDLERS
from marketplace.taxonomy.orm import Taxonomy
from shared.nouns import Noun

NOUN: Final = Noun("taxonomy", tables=(Taxonomy,), handlers=HANDLERS)
