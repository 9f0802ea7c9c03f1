"""What closures bring to the registry."""

from registry.closures.orm import Closure
from registry.closures.routes import router
from shared.nouns import Noun

NOUN = Noun("closures", routers=(router,), tables=(Closure,))
