"""What the marketplace reads of the registry's events; whatever else they hold is ignored."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.texts import StoredLine

Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class OrganisationRead(BaseModel):
    """`avt.registry.organisation.registered|updated.v1` and `member.admitted.v1`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: Version
    name: StoredLine
    membership: Annotated[str, Field(min_length=1, max_length=40)]
