"""Our own tolerant model of a review."""

from uuid import UUID

from pydantic import Field

from search.reading import FactRead


class ReviewRead(FactRead):
    """Of review.given: its stars, and not its text."""

    provider_id: UUID
    rating: int = Field(ge=1, le=5)
