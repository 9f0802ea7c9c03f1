"""What is announced of the obligations of an organisation that leaves."""

from datetime import UTC, datetime
from typing import ClassVar, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.messaging.events import Fact


class OpenObligation(BaseModel):
    """One thing that is still open."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["to_invoice", "invoice", "credit"] = Field(
        description="A completed order without its invoices, an unpaid invoice to the "
        "organisation, or its credit"
    )
    id: UUID = Field(description="The order's, the invoice's, or the organisation's")
    link: str = Field(description="Its path in the API")


class ObligationsStated(Fact):
    """What an organisation that asked to leave still has open in billing.

    `id` is the request's. Said once the organisation takes on nothing new, and again whenever it
    changes.
    """

    type: ClassVar[str] = "avt.billing.obligations.stated.v1"

    organisation_id: UUID
    request_id: UUID
    open: list[OpenObligation] = Field(description="The oldest of each kind, not all")
    open_count: int = Field(description="How many there are")
    sealed_bids: bool = Field(description="Never: billing knows of none")
    orders_completed: int = Field(
        description="Of how many of its completed orders, on both sides together, billing knows"
    )
    stated_at: datetime


_REQUEST: Final = UUID("019b0000-0000-7000-8000-000000000070")
_INVOICE: Final = UUID("019b0000-0000-7000-8000-000000000002")

EXAMPLES: Final = (
    ObligationsStated(
        id=_REQUEST,
        version=1,
        request_id=_REQUEST,
        organisation_id=UUID("019b0000-0000-7000-8000-000000000071"),
        open=[OpenObligation(kind="invoice", id=_INVOICE, link=f"/v1/billing/invoices/{_INVOICE}")],
        open_count=1,
        sealed_bids=False,
        orders_completed=3,
        stated_at=datetime(2026, 4, 10, 9, tzinfo=UTC),
    ),
)
