"""What delegations bring to the registry."""

from registry.delegations.events import EXAMPLES
from registry.delegations.orm import Affiliation, Delegation
from shared.nouns import Noun

NOUN = Noun("delegations", tables=(Delegation, Affiliation), examples=EXAMPLES)
