"""What the marketplace reads of a request to leave the cluster."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.organisations.readers import Version


class LeavingRead(BaseModel):
    """`avt.registry.leaving.requested|cancelled|completed.v1`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: Version
    organisation_id: UUID
    organisation_version: Version
    status: Annotated[str, Field(min_length=1, max_length=20)]
