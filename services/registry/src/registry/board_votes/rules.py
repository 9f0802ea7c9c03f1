"""What a vote of the board decides, and when that is certain; pure decisions.

    open --(more yes than needed, at or before the deadline)--> passed
    open --(a quorum, and not passed)-------------------------> rejected
    open --(the deadline without a quorum)--> open, once longer --> no_quorum
    open --(too few are left who may vote)--------------------> no_quorum
    open --(who opened it, while nobody has voted)------------> withdrawn
    open --(the matter ended otherwise)-----------------------> void

Who votes is who sat on the board when the vote was opened, sits there since without a gap, and has
no interest in the matter when ballots are counted. Nobody joins an open vote, so what is certain
stays certain. Source: the founding brochure (the board decides); the figures are dated rows.
"""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from math import floor
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

Choice = Literal["yes", "no", "abstain"]
Result = Literal["passed", "rejected"]
MatterKind = Literal["admission", "waiver", "exclusion"]
"""What the board votes on; each has an upper noun that does what was decided."""
VoteStatus = Literal["open", "passed", "rejected", "no_quorum", "withdrawn", "void"]
TieRule = Literal["rejected", "longest_in_office"]
"""As many yes as no: nothing is decided, or the elector decides that sits there the longest."""

EVEN: Final = Fraction(1, 2)
_RIGA: Final = ZoneInfo("Europe/Riga")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """By what ballots are judged; a share has to be exceeded."""

    quorum_over: Fraction
    majority_over: Fraction
    tie: TieRule
    least_electors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The ballots that count, of so many electors; `casting` is that of the longest in office."""

    electors: int
    yes: int = 0
    no: int = 0
    abstained: int = 0
    casting: Choice | None = None

    @property
    def cast(self) -> int:
        """How many have voted; who abstains has."""
        return self.yes + self.no + self.abstained


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time on the board; `succeeded`: ended because a next term took the seat."""

    account_id: UUID
    seat: int
    began_at: datetime
    ended_at: datetime | None = None
    succeeded: bool = False


@dataclass(frozen=True, slots=True)
class Elector:
    """Somebody who may vote, and since when it sits on the board."""

    account_id: UUID
    since: datetime
    seat: int


def sitting_since(spells: Collection[Spell], opened_at: datetime) -> list[Elector]:
    """Who sat on the board at that moment and has sat there ever since.

    A term that follows upon one's own does not interrupt; a recall does, whatever comes later.
    """
    sitting = []
    for account_id in sorted({spell.account_id for spell in spells}):
        own = sorted(
            (spell for spell in spells if spell.account_id == account_id),
            key=lambda spell: spell.began_at,
        )
        first, last = None, None
        for spell in own:
            if first is None:
                if spell.began_at > opened_at:
                    break
                if spell.ended_at is None or spell.ended_at > opened_at:
                    first = last = spell
            elif last is not None and last.succeeded and last.ended_at == spell.began_at:
                last = spell
        if first is not None and last is not None and last.ended_at is None:
            sitting.append(Elector(account_id, first.began_at, first.seat))
    return sitting


def tally_of(electors: Sequence[Elector], ballots: Mapping[UUID, Choice]) -> Tally:
    """Count the ballots of those who may vote, and no others."""
    given = [ballots[one.account_id] for one in electors if one.account_id in ballots]
    longest = min(electors, key=lambda one: (one.since, one.seat), default=None)
    return Tally(
        electors=len(electors),
        yes=given.count("yes"),
        no=given.count("no"),
        abstained=given.count("abstain"),
        casting=ballots.get(longest.account_id) if longest else None,
    )


def can_decide(tally: Tally, figures: Figures) -> bool:
    """Whether enough are there who may vote; one alone never decides."""
    return tally.electors >= figures.least_electors


def quorum_of(electors: int, figures: Figures) -> int:
    """How many have to vote."""
    return max(figures.least_electors, floor(figures.quorum_over * electors) + 1)


def result_of(tally: Tally, figures: Figures) -> Result | None:
    """What these ballots decide; None without a quorum."""
    if tally.cast < quorum_of(tally.electors, figures):
        return None
    if tally.yes > figures.majority_over * (tally.yes + tally.no):
        return "passed"
    is_tie = tally.yes == tally.no > 0 and figures.majority_over == EVEN
    if is_tie and figures.tie == "longest_in_office" and tally.casting == "yes":
        return "passed"
    return "rejected"


def certain_result(tally: Tally, figures: Figures) -> Result | None:
    """The result, if no ballot that is still out can change it; else None.

    All of them yes, and all of them no, are the two ends of what can come.
    """
    now = result_of(tally, figures)
    out = tally.electors - tally.cast
    ends = {
        result_of(replace(tally, yes=tally.yes + out, casting=tally.casting or "yes"), figures),
        result_of(replace(tally, no=tally.no + out, casting=tally.casting or "no"), figures),
    }
    return now if now is not None and ends == {now} else None


def months_before(moment: datetime, months: int) -> datetime:
    """The same local time in Riga `months` calendar months earlier, in UTC.

    A day that the earlier month lacks becomes its last day.
    """
    local = moment.astimezone(_RIGA)
    count = local.year * 12 + local.month - 1 - months
    year, month = count // 12, count % 12 + 1
    day = min(local.day, monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day).astimezone(UTC)
