"""What reviews announce."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.messaging.events import Fact
from shared.texts import Paragraph


class ReviewGiven(Fact):
    """The client of a completed order has said how the provider did; it never changes."""

    type: ClassVar[str] = "avt.marketplace.review.given.v1"

    order_id: UUID
    client_id: UUID
    provider_id: UUID
    rating: int
    text: Paragraph
    given_at: datetime
