"""What exclusions bring to the registry."""

from registry.exclusions.duties import DUTIES
from registry.exclusions.orm import Exclusion, Hearing
from registry.exclusions.routes import router
from shared.nouns import Noun

NOUN = Noun("exclusions", routers=(router,), tables=(Exclusion, Hearing), duties=DUTIES)
