"""What drafts bring to the registry."""

from typing import Final

from registry.drafts.duties import DUTIES
from registry.drafts.orm import ApplicationDraft
from registry.drafts.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("drafts", routers=(router,), tables=(ApplicationDraft,), duties=DUTIES)
