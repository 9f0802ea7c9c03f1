"""What accounts bring to the registry."""

from registry.identity.accounts.orm import Account
from registry.identity.accounts.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.accounts", routers=(router,), tables=(Account,))
