"""What signing keys bring to the registry."""

from registry.identity.signing_keys.orm import SigningKey
from registry.identity.signing_keys.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.signing_keys", routers=(router,), tables=(SigningKey,))
