"""What the sandbox brings to the registry."""

from registry.sandbox.events import EXAMPLES
from registry.sandbox.routes import router
from shared.nouns import Noun

NOUN = Noun("sandbox", routers=(router,), examples=EXAMPLES)
