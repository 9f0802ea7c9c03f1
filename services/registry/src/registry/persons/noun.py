"""What persons bring to the registry."""

from registry.persons.routes import router
from shared.nouns import Noun

NOUN = Noun("persons", routers=(router,))
