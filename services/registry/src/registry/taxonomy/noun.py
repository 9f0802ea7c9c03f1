"""What the taxonomy brings to the registry."""

from registry.taxonomy.events import EXAMPLES
from registry.taxonomy.orm import TaxonomyPublication
from registry.taxonomy.routes import router
from shared.nouns import Noun

NOUN = Noun("taxonomy", routers=(router,), tables=(TaxonomyPublication,), examples=EXAMPLES)
