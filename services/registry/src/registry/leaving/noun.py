"""What leaving brings to the registry."""

from registry.leaving.consumers import HANDLERS
from registry.leaving.duties import DUTIES
from registry.leaving.events import EXAMPLES
from registry.leaving.orm import LeavingAnswer, LeavingRequest
from registry.leaving.routes import router
from shared.nouns import Noun

NOUN = Noun(
    "leaving",
    routers=(router,),
    tables=(LeavingRequest, LeavingAnswer),
    examples=EXAMPLES,
    handlers=HANDLERS,
    duties=DUTIES,
)
