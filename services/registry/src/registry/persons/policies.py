"""The figures of export and erasure as this release carries them, dated, from `policies.json`."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.clocks import RIGA

_FILE: Final = Path(__file__).with_name("policies.json")


class PersonPolicy(BaseModel):
    """What holds from a day in Europe/Riga on; `checked`: by somebody who knows the law."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    grace_days: Annotated[int, Field(ge=1, le=30)]
    """For so long an erasure that was asked for is undone by a login."""
    export_pause_minutes: Annotated[int, Field(ge=0, le=1440)]
    source: Annotated[str, Field(min_length=1)]
    checked: bool


@lru_cache
def policies() -> tuple[PersonPolicy, ...]:
    """All of them, the oldest first."""
    read = TypeAdapter(list[PersonPolicy]).validate_json(_FILE.read_bytes())
    return tuple(sorted(read, key=lambda one: one.valid_from))


def policy_at(moment: datetime) -> PersonPolicy:
    """The policy in force at a moment; the first one also before its day."""
    day = moment.astimezone(RIGA).date()
    begun = [one for one in policies() if one.valid_from <= day]
    return begun[-1] if begun else policies()[0]
