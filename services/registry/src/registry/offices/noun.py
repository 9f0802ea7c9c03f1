"""What offices bring to the registry."""

from registry.offices.events import EXAMPLES
from registry.offices.orm import Affiliation, Delegation
from shared.nouns import Noun

NOUN = Noun("offices", tables=(Delegation, Affiliation), examples=EXAMPLES)
