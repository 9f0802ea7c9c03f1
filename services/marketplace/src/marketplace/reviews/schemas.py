"""What reviews look like over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.inputs import Body, Whole
from shared.texts import Paragraph


class ReviewIn(Body):
    """A client's judgement of one completed order: 1 is the worst rating, 5 the best."""

    rating: Annotated[Whole, Field(ge=1, le=5)]
    text: Paragraph


class ReviewOut(BaseModel):
    """A review; it never changes."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    order_id: UUID
    client_id: UUID
    provider_id: UUID
    rating: int
    text: str
    given_at: datetime
