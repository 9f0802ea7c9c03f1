"""The figures of exclusion as this release carries them, dated, from `policies.json`."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.clocks import RIGA

_FILE: Final = Path(__file__).with_name("policies.json")


class ExclusionPolicy(BaseModel):
    """What holds for exclusions from a day in Europe/Riga on, until the next row does.

    `checked` tells whether the cluster has confirmed the figures; `source` says where they are
    written down.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    notice_days: int = Field(ge=1, le=90, description="So long the member may be heard")
    decide_days: int = Field(ge=1, le=366, description="So long after that the board may decide")
    appeal_days: int = Field(ge=1, le=90, description="So long the member may appeal")
    assembly_days: int = Field(ge=1, le=800, description="So long the assembly may decide on it")
    least_reviews: int = Field(ge=1, le=20, description="What shows repeated low quality")
    source: str = Field(min_length=1)
    checked: bool


@lru_cache
def policies() -> tuple[ExclusionPolicy, ...]:
    """All of them, the oldest first."""
    read = TypeAdapter(list[ExclusionPolicy]).validate_json(_FILE.read_bytes())
    return tuple(sorted(read, key=lambda one: one.valid_from))


def policy_at(moment: datetime) -> ExclusionPolicy:
    """The policy in force at a moment; the first one also before its day."""
    day = moment.astimezone(RIGA).date()
    begun = [one for one in policies() if one.valid_from <= day]
    return begun[-1] if begun else policies()[0]
