"""What machine accounts bring to the registry."""

from registry.identity.clients.orm import Client
from registry.identity.clients.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.clients", routers=(router,), tables=(Client,))
