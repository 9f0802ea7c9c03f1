"""What admission brings to the registry."""

from registry.admission.orm import Application, Assessment, Decision, Meeting, Waiver
from registry.admission.routes import router
from shared.nouns import Noun

NOUN = Noun(
    "admission",
    routers=(router,),
    tables=(Application, Assessment, Waiver, Meeting, Decision),
)
