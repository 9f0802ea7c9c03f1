"""The figures of successions as this release carries them, dated, from `policies.json`."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.clocks import RIGA

_FILE: Final = Path(__file__).with_name("policies.json")


class SuccessionPolicy(BaseModel):
    """What holds from a day in Europe/Riga on, until the next one does.

    `checked` tells whether the cluster has confirmed the figures; `source` says where they are
    written down.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    waiting_days: Annotated[int, Field(ge=7, le=365)]
    """How long administrators that are there can stop it before anybody is invited."""
    inviting_days: Annotated[int, Field(ge=15, le=365)]
    """How long the manager can invite after that; then the succession lapses."""
    rest_days: Annotated[int, Field(ge=0, le=3650)]
    """How long none is opened after an administrator has stopped one."""
    source: Annotated[str, Field(min_length=1)]
    checked: bool


@lru_cache
def policies() -> tuple[SuccessionPolicy, ...]:
    """All of them, the oldest first."""
    read = TypeAdapter(list[SuccessionPolicy]).validate_json(_FILE.read_bytes())
    return tuple(sorted(read, key=lambda one: one.valid_from))


def policy_at(moment: datetime) -> SuccessionPolicy:
    """The policy in force at a moment; the first one also before its day."""
    day = moment.astimezone(RIGA).date()
    begun = [one for one in policies() if one.valid_from <= day]
    return begun[-1] if begun else policies()[0]
