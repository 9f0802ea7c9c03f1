"""What counts as open of an organisation that leaves; pure decisions.

While it leaves it takes on nothing new, so what is open only becomes less. An answer that is late
therefore delays the leaving, and never lets anybody go too early.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

from marketplace.vocabulary import OrderStatus, TenderStatus

_FIRST_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
MOST_LISTED: Final = 100
"""How many open things an answer lists; it always says how many there are."""

OPEN_ORDERS: Final[tuple[OrderStatus, ...]] = ("placed", "confirmed")
OPEN_TENDERS: Final[tuple[TenderStatus, ...]] = ("published", "opened")
"""A draft touches nobody else."""

_PATHS: Final = {"order": "/v1/marketplace/orders", "tender": "/v1/marketplace/tenders"}


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that is still open."""

    kind: Literal["order", "tender"]
    id: UUID

    @property
    def link(self) -> str:
        """Where it is shown to those whose business it is."""
        return f"{_PATHS[self.kind]}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligations:
    """All that is open: the oldest listed, all counted; of sealed bids only that there are some.

    `orders_completed` is how many of its orders, as client and as provider, ever were completed.
    Who invoices compares it with its own count, and so notices an order that has not reached it.
    """

    listed: Sequence[Obligation]
    count: int
    sealed_bids: bool
    orders_completed: int

    def stated(self) -> dict[str, Any]:
        """The answer as it is kept and announced."""
        return {
            "open": [
                {"kind": one.kind, "id": str(one.id), "link": one.link} for one in self.listed
            ],
            "open_count": self.count,
            "sealed_bids": self.sealed_bids,
            "orders_completed": self.orders_completed,
        }


def next_version(last: int, *, now: datetime) -> int:
    """The number of an answer after the one with `last`: the seconds since 2026 began.

    By the system clock, so that a service that begins with an empty database, and has forgotten
    how often it answered, is believed at once.
    """
    return max(last + 1, int((now - _FIRST_DAY).total_seconds()))
