"""What bids look like over HTTP: what is offered is in one model, and only readers get it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.bids.orm import Bid
from marketplace.bids.rules import Offer, OfferedMilestone, PartnerShare
from marketplace.bids.spelling import OFFER
from marketplace.inputs import Body, Whole
from marketplace.vocabulary import BidStatus
from shared.money import Money
from shared.texts import Line, Paragraph

Days = Annotated[Whole, Field(ge=1, le=3650)]
SharePercent = Annotated[Whole, Field(ge=1, le=100)]


class OfferedMilestoneIn(Body):
    """A part of the work, paid with a share of the price.

    `due_days`: calendar days after the order is confirmed, at most the bid's `delivery_days`.
    """

    title: Line
    share_percent: SharePercent
    due_days: Days


class BidPartnerIn(Body):
    """A partner's part of the price; it must confirm before the deadline."""

    organisation_id: UUID
    share_percent: SharePercent


class BidIn(Body):
    """A sealed offer for one lot. `price` is net of VAT; the lead's share is the rest."""

    lot_id: UUID
    price: Money
    delivery_days: Days
    approach: Paragraph
    milestones: Annotated[list[OfferedMilestoneIn], Field(min_length=1, max_length=50)]
    partners: Annotated[list[BidPartnerIn], Field(max_length=20)] | None = None

    def offer(self) -> Offer:
        """What is to be sealed."""
        given = self.model_dump(exclude={"lot_id", "price"})
        given["price_cents"] = self.price.cents
        given["partners"] = given["partners"] or []
        return OFFER.read(given)


class ReceiptOut(BaseModel):
    """What a bidder gets at once: proof of what it offered and when, without saying what.

    `receipt` is SHA-256 over a salt, the ids and the offer; `GET /bids/{id}` shows the salt to
    those who may read the offer.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    tender_id: UUID
    lot_id: UUID
    status: BidStatus
    received_at: datetime
    receipt: str


class BidMemberOut(BaseModel):
    """An organisation that takes part in a bid; `confirmed_at` is null while it has not."""

    model_config = ConfigDict(from_attributes=True)

    organisation_id: UUID
    is_lead: bool
    confirmed_at: datetime | None


@dataclass(frozen=True)
class OfferedMilestoneOut(OfferedMilestone):
    """A part of the offered work."""


@dataclass(frozen=True)
class ShareOut(PartnerShare):
    """A participant's part of the price."""


class OfferOut(BaseModel):
    """What is offered. `shares` sum to 100, the lead's first; `salt` is hexadecimal."""

    price: Money
    delivery_days: int
    approach: str
    milestones: list[OfferedMilestoneOut]
    shares: list[ShareOut]
    salt: str

    @classmethod
    def of(cls, offer: Offer, *, lead_id: UUID, salt: bytes) -> Self:
        """Show an offer to somebody who may read it."""
        values = OFFER.values(offer)
        del values["partners"]
        values["price"] = Money.of(values.pop("price_cents"))
        values["shares"] = [ShareOut(*share) for share in offer.shares(lead_id)]
        values["salt"] = salt.hex()
        return cls.model_validate(values, extra="forbid")


class BidOut(ReceiptOut):
    """A bid as one of its members, or after the opening the client, sees it.

    `offer` is null for the client where the bid was left out of the ranking. `related_parties`:
    whether at this moment a member and the client are related, so that an award needs the
    manager's permission; which member is not told.
    """

    lead_id: UUID
    withdrawn_at: datetime | None
    members: list[BidMemberOut]
    related_parties: bool
    offer: OfferOut | None

    @classmethod
    def of(cls, row: Bid, offer: OfferOut | None, *, related_parties: bool) -> Self:
        """Show a bid with its members, and with its offer if it may be read."""
        return cls(
            **vars(ReceiptOut.model_validate(row)),
            lead_id=row.lead_id,
            withdrawn_at=row.withdrawn_at,
            members=[BidMemberOut.model_validate(one) for one in row.members],
            related_parties=related_parties,
            offer=offer,
        )
