"""What reviews look like over HTTP."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from marketplace.inputs import Body, Whole
from marketplace.reviews.orm import Review
from shared.texts import Paragraph


class NewReview(Body):
    """A client's judgement of one completed order: 1 is the worst rating, 5 the best."""

    rating: Annotated[Whole, Field(ge=1, le=5)]
    text: Paragraph


class ReviewShown(BaseModel):
    """A review; it never changes."""

    id: UUID
    order_id: UUID
    client_id: UUID
    provider_id: UUID
    rating: int
    text: str
    given_at: datetime

    @classmethod
    def of(cls, row: Review) -> Self:
        """Show a row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
