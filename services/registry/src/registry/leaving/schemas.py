"""A request to leave over HTTP."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from registry.leaving.orm import LeavingStatus
from registry.leaving.rules import Service
from registry.schemas import Input, Output
from shared.moments import Written
from shared.texts import Paragraph


class LeavingIn(Input):
    """Which member leaves; why and when are its own affair."""

    organisation_id: UUID
    reason: Paragraph | None = None
    wished_on: Annotated[date, Written] | None = Field(
        default=None, description="Not before this day in Riga; null: as soon as nothing is open"
    )


class ObligationOut(Output):
    """One thing that is still open."""

    kind: str
    id: UUID
    link: str


class StatementOut(Output):
    """What a service has stated last; it lists the oldest, and counts all."""

    service: Service
    open: list[ObligationOut]
    open_count: int
    sealed_bids: bool = Field(description="Whether it has sealed bids before their deadline")
    stated_at: datetime


class LeavingOut(Output):
    """A request to leave, and what is still open."""

    id: UUID
    version: int
    organisation_id: UUID
    status: LeavingStatus
    reason: str | None
    wished_on: date | None
    requested_by: UUID
    requested_at: datetime
    ended_at: datetime | None
    statements: list[StatementOut]
    waits_for: list[Service] = Field(description="Services that have not answered yet")
