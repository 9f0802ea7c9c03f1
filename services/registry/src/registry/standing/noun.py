"""What standing brings to the registry."""

from registry.standing.duties import DUTIES
from registry.standing.orm import Suspension
from registry.standing.routes import router
from shared.nouns import Noun

NOUN = Noun("standing", routers=(router,), tables=(Suspension,), duties=DUTIES)
