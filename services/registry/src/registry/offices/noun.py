"""What offices bring to the registry."""

from datetime import timedelta

from registry.offices.orm import OfficePolicy, OfficeTerm
from registry.offices.routes import router
from registry.offices.telling import tell_of_ending_terms
from shared.duties import Duty
from shared.nouns import Noun

NOUN = Noun(
    "offices",
    routers=(router,),
    tables=(OfficePolicy, OfficeTerm),
    duties=(Duty("tell_of_ending_terms", timedelta(hours=1), tell_of_ending_terms),),
)
