"""A suspension's shapes over HTTP."""

from datetime import datetime
from uuid import UUID

from registry.schemas import Input, Moment, Output
from registry.vocabulary import SuspensionStatus
from shared.texts import Paragraph


class SuspensionIn(Input):
    """Why a member is to be suspended, and for how long."""

    reason: Paragraph
    begins_at: Moment | None = None
    ends_at: Moment


class LiftingIn(Input):
    """Why a suspension is to be lifted before its end."""

    reason: Paragraph


class SuspensionOut(Output):
    """A suspension on record."""

    id: UUID
    version: int
    organisation_id: UUID
    status: SuspensionStatus
    reason: str
    begins_at: datetime
    ends_at: datetime
    proposed_by: UUID
    proposed_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    lifting_reason: str | None
    lifting_proposed_by: UUID | None
    lifted_by: UUID | None
    ended_at: datetime | None
