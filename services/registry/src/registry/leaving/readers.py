"""What the registry reads of the services' statements of open obligations."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from shared.texts import StoredLine

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class ObligationRead(BaseModel):
    """One open thing; what kinds there are is the service's matter."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
    id: UUID
    link: Annotated[StoredLine, Field(max_length=200, pattern=r"^/v1/[a-z0-9/._-]+$")]


class ObligationsRead(BaseModel):
    """`avt.<marketplace|billing>.obligations.stated.v1`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    request_id: UUID
    organisation_id: UUID
    open: Annotated[list[ObligationRead], Field(max_length=1000)]
    open_count: Count
    sealed_bids: bool
    orders_completed: Count
    stated_at: Annotated[AwareDatetime, AfterValidator(lambda value: value.astimezone(UTC))]
