"""What representatives bring to the registry."""

from registry.representatives.routes import router
from shared.nouns import Noun

NOUN = Noun("representatives", routers=(router,))
