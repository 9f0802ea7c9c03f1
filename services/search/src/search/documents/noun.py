"""Documents: what can be found."""

from typing import Final

from search.documents.consumers import HANDLERS
from search.documents.orm import Document
from search.documents.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("documents", routers=(router,), tables=(Document,), handlers=HANDLERS)
