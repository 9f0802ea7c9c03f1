"""What revocations bring to the registry."""

from registry.identity.revocations.events import EXAMPLES
from registry.identity.revocations.orm import Revocation
from registry.identity.revocations.routes import router
from shared.nouns import Noun

NOUN = Noun("identity.revocations", routers=(router,), tables=(Revocation,), examples=EXAMPLES)
