"""What counts as open of an organisation that leaves, and what of it can be paid out.

What is open here grows while it leaves: an order that is completed is to be invoiced, then to be
paid. That never brings an end too early, since the answer says of how many completed orders it
knows, and the marketplace says how many there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from billing.obligations.errors import CreditStays, PayoutInTheFuture, PayoutOutOfRange

_FIRST_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
MOST_LISTED: Final = 100
"""How many open things an answer lists; it always says how many there are."""

_ENDED: Final = frozenset({"former", "excluded"})


@dataclass(frozen=True, slots=True)
class Obligation:
    """An order to be invoiced, an invoice to be paid by the organisation, or its credit."""

    kind: Literal["to_invoice", "invoice", "credit"]
    id: UUID

    @property
    def link(self) -> str:
        """Where it is shown to those whose business it is."""
        paths = {
            "to_invoice": f"orders/{self.id}/rating",
            "invoice": f"invoices/{self.id}",
            "credit": f"credits/{self.id}",
        }
        return f"/v1/billing/{paths[self.kind]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligations:
    """All that is open: the oldest of each kind listed, all counted."""

    listed: Sequence[Obligation]
    count: int
    orders_completed: int

    def stated(self) -> dict[str, Any]:
        """The answer as it is kept and announced."""
        return {
            "open": [
                {"kind": one.kind, "id": str(one.id), "link": one.link} for one in self.listed
            ],
            "open_count": self.count,
            "sealed_bids": False,
            "orders_completed": self.orders_completed,
        }


def check_paid_out(*, standing: str | None, is_leaving: bool) -> None:
    """Raise `CreditStays` unless the provider leaves, or is no member any more."""
    if not is_leaving and standing not in _ENDED:
        raise CreditStays("The credit lowers the next fee invoices; it is paid to who leaves")


def check_payout(amount_cents: int, paid_on: date, *, credit_cents: int, today: date) -> None:
    """Raise `PayoutOutOfRange` or `PayoutInTheFuture`."""
    if not 0 < amount_cents <= credit_cents:
        raise PayoutOutOfRange(
            "A payout is more than 0.00 and at most the credit", pointer="/amount/amount"
        )
    if paid_on > today:
        raise PayoutInTheFuture("The day of the payout is still to come", pointer="/paid_on")


def next_version(last: int, *, now: datetime) -> int:
    """The number of an answer after the one with `last`: the seconds since 2026 began.

    By the system clock, so that a service that begins with an empty database, and has forgotten
    how often it answered, is believed at once.
    """
    return max(last + 1, int((now - _FIRST_DAY).total_seconds()))
