"""Decisions about opened bids: exact points, the ranking, and what an award needs.

Points of one bid, as exact fractions (nothing is rounded before or while ranking):

    price     lowest price of the lot / its price x weight
    delivery  fewest days of the lot / its days x weight
    quality   its score / 100 x weight

Ties: the lower price first, then the earlier receipt, then the lower id.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Final
from uuid import UUID

from marketplace.evaluation.errors import AwardNeedsReason, BidNotRanked, ScoresMissing
from marketplace.tenders.errors import TenderStateForbids
from marketplace.tenders.rules import Weights
from marketplace.vocabulary import BidStatus, LotStatus, TenderStatus

TIE_BREAK: Final = "equal totals: the lower price first, then the earlier receipt"


@dataclass(frozen=True)
class LotOpening:
    """What the opening found for one lot: bid ids by what became of them."""

    lot_id: UUID
    opened: list[UUID] = field(default_factory=list)
    not_confirmed: list[UUID] = field(default_factory=list)
    unreadable: list[UUID] = field(default_factory=list)

    def record(self, bid_id: UUID, status: BidStatus) -> None:
        """Note what became of a bid that was sealed."""
        found: dict[BidStatus, list[UUID]] = {
            "opened": self.opened,
            "not_confirmed": self.not_confirmed,
            "unreadable": self.unreadable,
        }
        found[status].append(bid_id)

    @property
    def status(self) -> LotStatus:
        """What the lot is now: with nothing to rank it is without bids."""
        return "open" if self.opened else "without_bids"


@dataclass(frozen=True)
class Candidate:
    """What the ranking needs to know of one opened bid."""

    bid_id: UUID
    price_cents: int
    delivery_days: int
    received_at: datetime
    score: int | None
    """0-100; None: not scored yet, which counts as no points and forbids the award."""


@dataclass(frozen=True)
class Line:
    """One criterion's arithmetic: `numerator / denominator x weight = points`."""

    criterion: str
    numerator: int
    denominator: int
    weight: int
    points: Fraction


@dataclass(frozen=True)
class Ranked:
    """A bid's place, with the arithmetic that led to it."""

    place: int
    candidate: Candidate
    lines: tuple[Line, ...]
    total: Fraction


def rank(candidates: Sequence[Candidate], weights: Weights) -> list[Ranked]:
    """Return the bids of one lot, best first, each with its arithmetic."""
    if not candidates:
        return []
    lowest = min(candidate.price_cents for candidate in candidates)
    fewest = min(candidate.delivery_days for candidate in candidates)
    scored = []
    for candidate in candidates:
        lines = (
            _line("price", lowest, candidate.price_cents, weights.price),
            _line("delivery", fewest, candidate.delivery_days, weights.delivery),
            _line("quality", candidate.score or 0, 100, weights.quality),
        )
        scored.append((sum((line.points for line in lines), Fraction()), candidate, lines))
    scored.sort(key=lambda one: (-one[0], one[1].price_cents, one[1].received_at, one[1].bid_id))
    return [
        Ranked(place=place, candidate=candidate, lines=lines, total=total)
        for place, (total, candidate, lines) in enumerate(scored, start=1)
    ]


def _line(criterion: str, numerator: int, denominator: int, weight: int) -> Line:
    points = Fraction(numerator, denominator) * weight
    return Line(criterion, numerator, denominator, weight, points)


def complete(candidates: Sequence[Candidate], weights: Weights) -> bool:
    """Whether nothing is missing: quality is scored everywhere, or carries no weight."""
    return weights.quality == 0 or all(one.score is not None for one in candidates)


def check_award(
    candidates: Sequence[Candidate], weights: Weights, *, bid_id: UUID, reason: str | None
) -> bool:
    """Return whether the bid is first in the ranking; raise when it cannot be awarded.

    BidNotRanked: it is none of the lot's ranked bids. ScoresMissing: the ranking is not complete.
    AwardNeedsReason: it is not the first and no reason is given.
    """
    ranking = rank(candidates, weights)
    if bid_id not in {one.candidate.bid_id for one in ranking}:
        raise BidNotRanked("The bid is not in the ranking of this lot", pointer="/bid_id")
    if not complete(candidates, weights):
        raise ScoresMissing("Every ranked bid of the lot needs a quality score before the award")
    first = ranking[0].candidate.bid_id == bid_id
    if not first and not reason:
        raise AwardNeedsReason(
            "Awarding another bid than the first in the ranking needs a reason", pointer="/reason"
        )
    return first


def check_shown(status: TenderStatus) -> None:
    """Raise TenderStateForbids while there is nothing but sealed bids."""
    if status not in {"opened", "awarded"}:
        raise TenderStateForbids("There is no ranking before the bids are opened")
