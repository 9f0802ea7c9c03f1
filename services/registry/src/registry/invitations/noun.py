"""What invitations bring to the registry."""

from registry.invitations.orm import Invitation
from registry.invitations.routes import router
from shared.nouns import Noun

NOUN = Noun("invitations", routers=(router,), tables=(Invitation,))
