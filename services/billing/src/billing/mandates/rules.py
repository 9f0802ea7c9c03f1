"""What an invoice needs to know of the mandate under which it is issued."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class MandateInForce:
    """The provider's permission to invoice in its name, and where it wants its money."""

    id: UUID
    accepted_at: datetime
    terms_version: str
    iban: str | None
