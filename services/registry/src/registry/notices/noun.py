"""What notices bring to the registry."""

from registry.notices.consumers import HANDLERS
from registry.notices.duties import DUTIES
from registry.notices.orm import InboxEntry, Notice
from shared.nouns import Noun

NOUN = Noun("notices", tables=(Notice, InboxEntry), handlers=HANDLERS, duties=DUTIES)
