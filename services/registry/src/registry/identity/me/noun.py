"""What the caller itself brings to the registry."""

from registry.identity.me.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.me", routers=(router,))
