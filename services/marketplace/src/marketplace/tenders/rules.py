"""Decisions about a tender: its deadline, weights and lots, and what may follow what.

    draft -> published -> (the deadline passes: closed) -> opened -> awarded
      `---------`----------------------------------------`-----> cancelled

`closed` is never stored: it is what a published tender is called once the business clock has
reached its deadline, so no job has to run at that moment and none can be late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from marketplace.tenders.errors import (
    DeadlineNotReached,
    DeadlineOutOfRange,
    DeadlinePassed,
    LotsOutOfRange,
    TenderStateForbids,
    WeightsNotHundred,
)
from marketplace.vocabulary import LotStatus, ShownTenderStatus, Stage, TenderStatus

LONGEST: Final = timedelta(days=2 * 365)
"""How far ahead a deadline may lie; beyond it a typing error is likelier than a plan."""

MOST_LOTS: Final = 50

PUBLIC: Final[frozenset[TenderStatus]] = frozenset({"published", "opened", "awarded"})
"""What anybody may see; a cancelled tender too, if it was published before."""


@dataclass(frozen=True)
class Weights:
    """How many of the 100 points each criterion can give."""

    price: int
    quality: int
    delivery: int

    def check(self) -> None:
        """Raise WeightsNotHundred unless the three, none negative, sum to 100."""
        parts = (self.price, self.quality, self.delivery)
        if min(parts) < 0 or sum(parts) != 100:
            raise WeightsNotHundred("The three weights must sum to 100", pointer="/weights")


@dataclass(frozen=True)
class NewLot:
    """A lot to be, its texts by language; `budget_cents` in EUR cents, net, or None."""

    title: Mapping[Any, str]
    description: Mapping[Any, str]
    stage: Stage
    role: str
    budget_cents: int | None = None


def check_deadline(deadline: datetime, now: datetime) -> None:
    """Raise DeadlineOutOfRange unless the deadline is after `now` and within two years."""
    if deadline <= now:
        raise DeadlineOutOfRange("The deadline must be in the future", pointer="/deadline")
    if deadline - now > LONGEST:
        raise DeadlineOutOfRange("The deadline must be within two years", pointer="/deadline")


def check_lots(count: int) -> None:
    """Raise LotsOutOfRange unless there are 1-50 lots."""
    if not 1 <= count <= MOST_LOTS:
        raise LotsOutOfRange(f"A tender has 1 to {MOST_LOTS} lots", pointer="/lots")


def shown_status(status: TenderStatus, *, deadline: datetime, now: datetime) -> ShownTenderStatus:
    """Return what the tender is called at `now`: a published one is closed from its deadline on."""
    return "closed" if status == "published" and now >= deadline else status


def check_editable(status: TenderStatus) -> None:
    """Bidders rely on what was published: only a draft changes."""
    if status != "draft":
        raise TenderStateForbids(f"The tender is {status}; only a draft can be changed")


def published(status: TenderStatus, *, deadline: datetime, now: datetime) -> TenderStatus:
    """Return the state after publishing a draft whose deadline is still ahead."""
    if status != "draft":
        raise TenderStateForbids(f"The tender is {status}; only a draft can be published")
    check_deadline(deadline, now)
    return "published"


def cancelled(status: TenderStatus, *, awarded_lots: int, may_award: bool = True) -> TenderStatus:
    """Return the state after calling off; a tender with an award cannot be called off.

    But a client that may award no more by its standing calls off what is left of it.
    """
    if status not in {"draft", "published", "opened"} or (awarded_lots and may_award):
        raise TenderStateForbids("A tender with an award, or cancelled before, stays as it is")
    return "awarded" if awarded_lots else "cancelled"


def check_takes_bids(status: TenderStatus, *, deadline: datetime, now: datetime) -> None:
    """Raise unless the tender is published and `now` is before its deadline (half-open)."""
    if status != "published":
        raise TenderStateForbids(f"The tender is {status} and takes no bids")
    if now >= deadline:
        raise DeadlinePassed("The tender's deadline has passed")


def opened(status: TenderStatus, *, deadline: datetime, now: datetime) -> TenderStatus:
    """Return the state after opening the bids, which only the passed deadline allows."""
    if status != "published":
        raise TenderStateForbids(f"The tender is {status}; its bids cannot be opened")
    if now < deadline:
        raise DeadlineNotReached("The bids stay sealed until the tender's deadline has passed")
    return "opened"


def check_opened(status: TenderStatus) -> None:
    """Raise unless the bids are open and the tender is still to be decided."""
    if status != "opened":
        raise TenderStateForbids(f"The tender is {status}; its bids must be opened first")


def after_award(lots: Iterable[LotStatus]) -> TenderStatus:
    """Return the tender's state, given its lots: awarded once none of them is open any more."""
    return "opened" if "open" in set(lots) else "awarded"
