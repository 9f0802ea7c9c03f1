"""Our own tolerant model of a review."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class ReviewState(BaseModel):
    """Of review.given."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    version: int = Field(ge=0, le=2**63 - 1)
    provider_id: UUID
    rating: int = Field(ge=1, le=5)
