"""What is announced of requests to leave. No person is in it, nor the reason."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic import ConfigDict, Field

from registry.leaving.orm import LeavingStatus
from shared.messaging.events import Fact


class LeavingState(Fact):
    """A member's request to leave the cluster as of `version`."""

    model_config = ConfigDict(from_attributes=True)

    organisation_id: UUID
    organisation_version: int = Field(
        description="The state of the organisation from which on it takes on nothing new"
    )
    status: LeavingStatus
    requested_at: datetime
    wished_on: date | None = Field(description="Not before this day in Riga; null: at once")
    ended_at: datetime | None


class LeavingRequested(LeavingState):
    """A member asks to leave: every service states what of it is open, and again on a change."""

    type: ClassVar[str] = "avt.registry.leaving.requested.v1"


class LeavingCancelled(LeavingState):
    """The organisation stays, or is no member any more for another reason."""

    type: ClassVar[str] = "avt.registry.leaving.cancelled.v1"


class LeavingCompleted(LeavingState):
    """Nothing of the organisation is open; it has left."""

    type: ClassVar[str] = "avt.registry.leaving.completed.v1"


_STATE: Final[dict[str, Any]] = {
    "id": UUID("0198c0de-0000-7000-8000-000000000090"),
    "version": 1,
    "organisation_id": UUID("0198c0de-0000-7000-8000-000000000001"),
    "organisation_version": 4,
    "status": "requested",
    "requested_at": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
    "wished_on": date(2026, 12, 31),
    "ended_at": None,
}
_ENDED: Final = {"version": 2, "ended_at": datetime(2026, 12, 31, 9, 0, tzinfo=UTC)}

EXAMPLES: Final = (
    LeavingRequested(**_STATE),
    LeavingCancelled(**{**_STATE, **_ENDED, "status": "cancelled"}),
    LeavingCompleted(**{**_STATE, **_ENDED, "status": "completed"}),
)
"""One of each type, as its contract shows it."""
