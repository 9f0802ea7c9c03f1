"""What password resets bring to the registry."""

from registry.identity.password_resets.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.password_resets", routers=(router,))
