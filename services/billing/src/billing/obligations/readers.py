"""Our own tolerant model of the registry's requests to leave."""

from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

REQUESTED: Final = "avt.registry.leaving.requested.v1"
CANCELLED: Final = "avt.registry.leaving.cancelled.v1"
COMPLETED: Final = "avt.registry.leaving.completed.v1"


class LeavingRead(BaseModel):
    """A request to leave as of `version`; other fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: int = Field(ge=1, lt=2**31)
    organisation_id: UUID
    organisation_version: int = Field(ge=1, lt=2**31)
    status: str = Field(min_length=1, max_length=20)
