"""What the end of all access brings to the registry."""

from registry.identity.credentials.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.credentials", routers=(router,))
