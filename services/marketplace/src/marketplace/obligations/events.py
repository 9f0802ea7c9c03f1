"""What is announced of the obligations of an organisation that leaves."""

from datetime import datetime
from typing import ClassVar, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.examples import ORDER, PROVIDER, TENDER, an_id, at
from shared.messaging.events import Fact


class OpenObligation(BaseModel):
    """One thing that is still open."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["order", "tender"]
    id: UUID
    link: str = Field(description="Its path in the API")


class ObligationsStated(Fact):
    """What an organisation that asked to leave still has open in the marketplace.

    `id` is the request's. Said once the organisation takes on nothing new, and again whenever it
    changes. No sealed bid is listed, nor its tender.
    """

    type: ClassVar[str] = "avt.marketplace.obligations.stated.v1"

    organisation_id: UUID
    request_id: UUID
    open: list[OpenObligation] = Field(description="The oldest of each kind, not all")
    open_count: int = Field(description="How many there are")
    sealed_bids: bool = Field(description="Whether there are sealed bids before their deadline")
    orders_completed: int = Field(
        description="How many of its orders were ever completed, on both sides together"
    )
    stated_at: datetime


EXAMPLES: Final = (
    ObligationsStated(
        id=an_id(70),
        version=1,
        request_id=an_id(70),
        organisation_id=PROVIDER,
        open=[
            OpenObligation(kind="order", id=ORDER, link=f"/v1/marketplace/orders/{ORDER}"),
            OpenObligation(kind="tender", id=TENDER, link=f"/v1/marketplace/tenders/{TENDER}"),
        ],
        open_count=2,
        sealed_bids=True,
        orders_completed=3,
        stated_at=at(20),
    ),
)
