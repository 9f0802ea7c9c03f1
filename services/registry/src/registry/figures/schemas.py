"""Figures over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from registry.figures.labels import Age, Dimension
from registry.schemas import Output
from registry.vocabulary import ApplicationStatus


class FigureOut(Output):
    """One bar of a figure."""

    code: str
    labels: dict[str, str] = Field(description="By language (lv, en, lt, et)")
    count: int


class MemberFiguresOut(Output):
    """How many members there are, by one thing or another."""

    by: Dimension
    total: int = Field(description="Members; who has several kinds or stages is one")
    rows: list[FigureOut]


class UnofferedRoleOut(Output):
    """A role of the taxonomy that no member offers."""

    stage: str
    role: str
    labels: dict[str, str] = Field(description="By language (lv, en)")


class UnofferedRolesOut(Output):
    """What the chain lacks."""

    rows: list[UnofferedRoleOut]


class ApplicationFigureOut(Output):
    """How many applications of one state and age there are."""

    status: ApplicationStatus
    age: Age = Field(description="Since it was submitted; each age begins where the younger ends")
    count: int


class ApplicationFiguresOut(Output):
    """Applications by state and age."""

    rows: list[ApplicationFigureOut]


class ApplicationRowOut(Output):
    """One application behind a figure."""

    id: UUID
    organisation_id: UUID
    organisation: str = Field(description="Its legal name")
    status: ApplicationStatus
    submitted_at: datetime
