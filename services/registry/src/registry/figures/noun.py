"""What figures bring to the registry."""

from registry.figures.application_routes import router as application_router
from registry.figures.routes import router
from shared.nouns import Noun

NOUN = Noun("figures", routers=(router, application_router))
