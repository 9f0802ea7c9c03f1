"""What bids look like over HTTP: what is offered is in one model, and only readers get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.rules import Offer, OfferedMilestone, PartnerShare
from marketplace.bids.spelling import OFFER
from marketplace.inputs import Body, Whole
from marketplace.vocabulary import BidStatus
from shared.money import Money
from shared.texts import Line, Paragraph

Days = Annotated[Whole, Field(ge=1, le=3650)]
SharePercent = Annotated[Whole, Field(ge=1, le=100)]


class NewMilestone(Body):
    """A part of the work, paid with a share of the price.

    `due_days`: calendar days after the order is confirmed, at most the bid's `delivery_days`.
    """

    title: Line
    share_percent: SharePercent
    due_days: Days


class NewPartner(Body):
    """A partner's part of the price; it must confirm before the deadline."""

    organisation_id: UUID
    share_percent: SharePercent


class NewBid(Body):
    """A sealed offer for one lot. `price` is net of VAT; the lead's share is the rest."""

    lot_id: UUID
    price: Money
    delivery_days: Days
    approach: Paragraph
    milestones: Annotated[list[NewMilestone], Field(min_length=1, max_length=50)]
    partners: Annotated[list[NewPartner], Field(max_length=20)] | None = None

    def offer(self) -> Offer:
        """What is to be sealed."""
        given = self.model_dump(exclude={"lot_id", "price"})
        given["price_cents"] = self.price.cents
        given["partners"] = given["partners"] or []
        return OFFER.read(given)


class Receipt(BaseModel):
    """What a bidder gets at once: proof of what it offered and when, without saying what.

    `receipt` is SHA-256 over a salt, the ids and the offer; `GET /bids/{id}` shows the salt to
    those who may read the offer.
    """

    id: UUID
    version: int
    tender_id: UUID
    lot_id: UUID
    status: BidStatus
    received_at: datetime
    receipt: str

    @classmethod
    def of(cls, row: Bid) -> Self:
        """Show a bid without its offer."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class MemberShown(BaseModel):
    """An organisation that takes part in a bid; `confirmed_at` is null while it has not."""

    organisation_id: UUID
    is_lead: bool
    confirmed_at: datetime | None


@dataclass(frozen=True)
class OfferedMilestoneShown(OfferedMilestone):
    """A part of the offered work."""


@dataclass(frozen=True)
class ShareShown(PartnerShare):
    """A participant's part of the price."""


class OfferShown(BaseModel):
    """What is offered. `shares` sum to 100, the lead's first; `salt` is hexadecimal."""

    price: Money
    delivery_days: int
    approach: str
    milestones: list[OfferedMilestoneShown]
    shares: list[ShareShown]
    salt: str

    @classmethod
    def of(cls, offer: Offer, *, lead_id: UUID, salt: bytes) -> Self:
        """Show an offer to somebody who may read it."""
        values = OFFER.values(offer)
        del values["partners"]
        values["price"] = Money.of(values.pop("price_cents"))
        values["shares"] = [ShareShown(*share) for share in offer.shares(lead_id)]
        values["salt"] = salt.hex()
        return cls.model_validate(values, extra="forbid")


class BidShown(Receipt):
    """A bid as one of its members, or after the opening the client, sees it.

    `offer` is null for the client where the bid was left out of the ranking. `related_parties`:
    whether at this moment a member and the client are related, so that an award needs the
    manager's permission; which member is not told.
    """

    lead_id: UUID
    withdrawn_at: datetime | None
    members: list[MemberShown]
    related_parties: bool
    offer: OfferShown | None

    @classmethod
    def shown(
        cls,
        row: Bid,
        members: Sequence[BidMember],
        offer: OfferShown | None,
        *,
        related_parties: bool,
    ) -> Self:
        """Show a bid with its members, and with its offer if it may be read."""
        ours = {"members", "related_parties", "offer"}
        names = [name for name in cls.model_fields if name not in ours]
        return cls(
            **{name: getattr(row, name) for name in names},
            members=[
                MemberShown(
                    organisation_id=one.organisation_id,
                    is_lead=one.is_lead,
                    confirmed_at=one.confirmed_at,
                )
                for one in members
            ],
            related_parties=related_parties,
            offer=offer,
        )
