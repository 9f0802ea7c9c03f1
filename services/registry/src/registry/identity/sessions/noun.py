"""What logins bring to the registry."""

from registry.identity.sessions.orm import LoginSession, RefreshToken
from registry.identity.sessions.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.sessions", routers=(router,), tables=(LoginSession, RefreshToken))
