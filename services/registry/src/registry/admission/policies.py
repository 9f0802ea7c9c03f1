"""The figures of admission as this release carries them, dated, from `policies.json`."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.clocks import RIGA

_FILE: Final = Path(__file__).with_name("policies.json")


class Policy(BaseModel):
    """What holds from a day in Europe/Riga on, until the next one does.

    `checked` tells whether the cluster has confirmed the figures; `source` says where they are
    written down.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    missed_meetings: Annotated[int, Field(ge=1, le=10)]
    """After how many missed invitations the manager may close, and the board reject unmet."""
    invitation_days: Annotated[int, Field(ge=0, le=90)]
    """How many days before the meeting a candidate is invited at the latest."""
    answer_days: Annotated[int, Field(ge=0, le=90)]
    """How many days an applicant has at least to answer the manager's question."""
    longest_answer_days: Annotated[int, Field(ge=1, le=365)]
    """And at most."""
    answer_grace_days: Annotated[int, Field(ge=0, le=90)]
    """How many days after the reminder the manager may close for want of an answer."""
    reminder_days: Annotated[int, Field(ge=1, le=90)]
    """After how many days manager and board are reminded that it is their turn."""
    draft_days: Annotated[int, Field(ge=1, le=365)]
    """After how many days without a change a draft lapses."""
    draft_notice_days: Annotated[int, Field(ge=1, le=90)]
    """How many days before that its administrators are told."""
    excluded_months: Annotated[int, Field(ge=0, le=240)]
    """For how many calendar months who was excluded does not apply."""
    source: Annotated[str, Field(min_length=1)]
    checked: bool


@lru_cache
def policies() -> tuple[Policy, ...]:
    """All of them, the oldest first."""
    read = TypeAdapter(list[Policy]).validate_json(_FILE.read_bytes())
    return tuple(sorted(read, key=lambda one: one.valid_from))


def policy_at(moment: datetime) -> Policy:
    """The policy in force at a moment; the first one also before its day."""
    day = moment.astimezone(RIGA).date()
    begun = [one for one in policies() if one.valid_from <= day]
    return begun[-1] if begun else policies()[0]
