"""How the board votes on each kind of matter, as this release carries it, dated."""

from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, TypeAdapter

from registry.board_votes.rules import MatterKind, TieRule
from shared.clocks import RIGA

_FILE: Final = Path(__file__).with_name("policies.json")


def _share(written: Any) -> Fraction:
    share = Fraction(written)
    if not 0 <= share < 1:
        raise ValueError("a share below one is needed: more than it has to be reached")
    return share


Share = Annotated[
    Fraction, BeforeValidator(_share), PlainSerializer(str, return_type=str, when_used="always")
]
"""A part of the whole, written as "1/2"; more than it is needed."""


class BoardVotePolicy(BaseModel):
    """How the board votes on a matter from a day in Europe/Riga on, until the next row's.

    `checked` tells whether the cluster has confirmed the figures; `source` says where they are
    written down. A vote keeps to the row that was in force when it was opened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    valid_from: date
    matter: MatterKind
    quorum_over: Share = Field(description="More than this part of the electors has to vote")
    majority_over: Share = Field(description="More than this part of yes and no has to be yes")
    tie: TieRule = Field(description="What as many yes as no decide")
    least_electors: int = Field(ge=2, le=50, description="With fewer the board cannot decide")
    open_days: int = Field(ge=1, le=90, description="So long a vote is open at most")
    extension_days: int = Field(ge=1, le=90, description="Once so much longer without a quorum")
    again_days: int = Field(ge=0, le=366, description="So long what was rejected rests")
    conflict_months: int = Field(
        ge=0, le=120, description="So long after its end a tie still keeps from voting"
    )
    source: str = Field(min_length=1)
    checked: bool


@lru_cache
def policies() -> tuple[BoardVotePolicy, ...]:
    """All of them, by matter, the oldest first."""
    read = TypeAdapter(list[BoardVotePolicy]).validate_json(_FILE.read_bytes())
    return tuple(sorted(read, key=lambda one: (one.matter, one.valid_from)))


def policy_at(matter: MatterKind, moment: datetime) -> BoardVotePolicy:
    """The policy of a matter in force at a moment; the first one also before its day."""
    day = moment.astimezone(RIGA).date()
    rows = [one for one in policies() if one.matter == matter]
    begun = [one for one in rows if one.valid_from <= day]
    return begun[-1] if begun else rows[0]


def least_electors(moment: datetime) -> int:
    """How many members a board needs to decide on every kind of matter there is."""
    return max(policy_at(matter, moment).least_electors for matter in get_args(MatterKind))
