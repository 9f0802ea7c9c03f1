"""What API keys bring to the registry."""

from registry.identity.api_keys.orm import ApiKey
from registry.identity.api_keys.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.api_keys", routers=(router,), tables=(ApiKey,))
