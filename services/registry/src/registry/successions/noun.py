"""What successions bring to the registry."""

from registry.successions.duties import DUTIES
from registry.successions.orm import Succession
from registry.successions.routes import router
from shared.nouns import Noun

NOUN = Noun("successions", routers=(router,), tables=(Succession,), duties=DUTIES)
