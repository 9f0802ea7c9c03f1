"""What the books bring to the service."""

from typing import Final

from billing.ledger.orm import Account, Entry, EntryLine
from billing.ledger.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("ledger", routers=(router,), tables=(Account, Entry, EntryLine))
