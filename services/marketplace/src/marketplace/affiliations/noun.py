"""What affiliations hand to the service."""

from typing import Final

from marketplace.affiliations.consumers import HANDLERS
from marketplace.affiliations.orm import Affiliation, RelatedPartiesWindow
from shared.nouns import Noun

NOUN: Final = Noun("affiliations", tables=(Affiliation, RelatedPartiesWindow), handlers=HANDLERS)
