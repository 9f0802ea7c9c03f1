"""What opening, scoring and awarding refuse."""

from typing import ClassVar

from shared.errors import Conflict, RuleViolated


class LotAlreadyAwarded(Conflict):
    """The lot has been awarded; an award is final."""

    title: ClassVar[str] = "The lot is awarded already"


class ScoresMissing(Conflict):
    """A ranked bid of the lot has no quality score yet."""

    title: ClassVar[str] = "Quality scores are missing"


class ScoredMeanwhile(Conflict):
    """Somebody scored the same bid at the same moment."""

    title: ClassVar[str] = "The bid was scored at the same moment"


class BidNotRanked(RuleViolated):
    """The bid is not in the ranking of this lot."""

    title: ClassVar[str] = "The bid is not ranked"


class AwardNeedsReason(RuleViolated):
    """Awarding another than the first in the ranking needs a reason."""

    title: ClassVar[str] = "The award needs a reason"
