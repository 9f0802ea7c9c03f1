"""What reviews announce."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import ConfigDict

from marketplace.examples import CLIENT, ORDER, PROVIDER, an_id, at
from shared.messaging.events import Fact
from shared.texts import Paragraph


class ReviewGiven(Fact):
    """The client of a completed order has said how the provider did; it never changes."""

    model_config = ConfigDict(from_attributes=True)

    type: ClassVar[str] = "avt.marketplace.review.given.v1"

    order_id: UUID
    client_id: UUID
    provider_id: UUID
    rating: int
    text: Paragraph
    given_at: datetime


EXAMPLES: Final = (
    ReviewGiven(
        id=an_id(50),
        version=1,
        order_id=ORDER,
        client_id=CLIENT,
        provider_id=PROVIDER,
        rating=5,
        text="Delivered on the agreed day, and the sound is excellent.",
        given_at=at(31),
    ),
)
