"""What competences bring to the registry."""

from registry.competences.events import EXAMPLES
from registry.competences.orm import Competence
from registry.competences.routes import router
from shared.nouns import Noun

NOUN = Noun("competences", routers=(router,), tables=(Competence,), examples=EXAMPLES)
