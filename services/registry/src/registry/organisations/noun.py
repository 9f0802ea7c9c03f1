"""What organisations bring to the registry."""

from registry.organisations.duties import DUTIES
from registry.organisations.events import EXAMPLES
from registry.organisations.orm import Correction, Organisation
from registry.organisations.routes import router
from shared.nouns import Noun

NOUN = Noun(
    "organisations",
    routers=(router,),
    tables=(Organisation, Correction),
    examples=EXAMPLES,
    duties=DUTIES,
)
