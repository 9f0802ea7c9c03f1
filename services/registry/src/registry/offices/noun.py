"""What offices bring to the registry."""

from registry.offices.orm import OfficePolicy, OfficeTerm
from registry.offices.routes import router
from shared.nouns import Noun

NOUN = Noun("offices", routers=(router,), tables=(OfficePolicy, OfficeTerm))
