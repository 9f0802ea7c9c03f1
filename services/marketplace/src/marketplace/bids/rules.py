"""Decisions about a bid's content, its consortium, and who may see it.

sealed -> withdrawn (by the lead, before the deadline)
   `----> opened | not_confirmed | unreadable (at the opening)
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from marketplace.bids.errors import (
    AlreadyConfirmed,
    BidStateForbids,
    MilestonesInvalid,
    NotAPartner,
    NotTheLead,
    OwnTender,
    PartnerInvalid,
    PriceTooLarge,
    PriceTooSmall,
    SharesInvalid,
)
from marketplace.vocabulary import BidStatus

LEAST_PRICE_CENTS: Final = 100
"""One euro: the smallest price of which a share of one per cent is still a cent."""

MOST_PRICE_CENTS: Final = 5 * 10**12
"""50 000 million EUR: what billing can invoice. An order of more would be won and never paid."""

AFTER_OPENING: Final[tuple[BidStatus, ...]] = ("opened", "not_confirmed", "unreadable")
"""What the opening has dealt with; a withdrawn bid never becomes the client's to see."""


@dataclass(frozen=True)
class OfferedMilestone:
    """A part of the work: `share_percent` of the price, `due_days` after the order is confirmed."""

    title: str
    share_percent: int
    due_days: int


@dataclass(frozen=True)
class PartnerShare:
    """A partner's part of the price, in whole per cents."""

    organisation_id: UUID
    share_percent: int


@dataclass(frozen=True)
class Offer:
    """What a bidder offers, and what stays sealed until the deadline. EUR cents, net of VAT."""

    price_cents: int
    delivery_days: int
    approach: str
    milestones: tuple[OfferedMilestone, ...]
    partners: tuple[PartnerShare, ...]

    @property
    def partner_ids(self) -> list[UUID]:
        """Who is to take part beside the lead."""
        return [partner.organisation_id for partner in self.partners]

    def shares(self, lead_id: UUID) -> list[tuple[UUID, int]]:
        """Every participant's per cents; the lead has what the partners leave."""
        given = [(partner.organisation_id, partner.share_percent) for partner in self.partners]
        return [(lead_id, 100 - sum(percent for _, percent in given)), *given]

    def __repr__(self) -> str:
        # Logs and tracebacks print what a frame holds: a sealed offer must not be among it.
        return "<Offer sealed>"


def check_offer(offer: Offer, *, lead_id: UUID, client_id: UUID) -> None:
    """Raise what the offer's own numbers and names contradict; never repeats any of them."""
    if client_id == lead_id:
        raise OwnTender("A client may not bid on its own tender")
    if offer.price_cents < LEAST_PRICE_CENTS:
        raise PriceTooSmall("The price must be at least 1.00 EUR", pointer="/price/amount")
    if offer.price_cents > MOST_PRICE_CENTS:
        raise PriceTooLarge("The price is beyond what can be invoiced", pointer="/price/amount")
    _check_partners(offer.partners, lead_id=lead_id, client_id=client_id)
    _check_milestones(offer.milestones, delivery_days=offer.delivery_days)


def _check_partners(partners: Sequence[PartnerShare], *, lead_id: UUID, client_id: UUID) -> None:
    seen: set[UUID] = set()
    for index, partner in enumerate(partners):
        pointer = f"/partners/{index}/organisation_id"
        if partner.organisation_id == lead_id:
            raise PartnerInvalid("The lead's share is the rest; it is no partner", pointer=pointer)
        if partner.organisation_id == client_id:
            raise PartnerInvalid("The client may not take part in a bid", pointer=pointer)
        if partner.organisation_id in seen:
            raise PartnerInvalid("A partner is named twice", pointer=pointer)
        seen.add(partner.organisation_id)
    if any(partner.share_percent < 1 for partner in partners) or (
        sum(partner.share_percent for partner in partners) > 99
    ):
        raise SharesInvalid(
            "Each partner has at least 1 per cent, and the lead too", pointer="/partners"
        )


def check_partners_known(offer: Offer, *, unknown: Collection[UUID]) -> None:
    """Raise PartnerInvalid for the first partner that is among the `unknown`."""
    for index, partner_id in enumerate(offer.partner_ids):
        if partner_id in unknown:
            raise PartnerInvalid(
                "No such organisation is known here", pointer=f"/partners/{index}/organisation_id"
            )


def _check_milestones(milestones: Sequence[OfferedMilestone], *, delivery_days: int) -> None:
    if sum(milestone.share_percent for milestone in milestones) != 100:
        raise MilestonesInvalid("The milestones must sum to 100 per cent", pointer="/milestones")
    for index, milestone in enumerate(milestones):
        if milestone.due_days > delivery_days:
            raise MilestonesInvalid(
                "A milestone must not be due after the delivery",
                pointer=f"/milestones/{index}/due_days",
            )


def check_sealed(status: BidStatus) -> None:
    """Raise BidStateForbids unless the bid is live and sealed."""
    if status != "sealed":
        raise BidStateForbids(f"The bid is {status}; this follows only when it is sealed")


def check_confirms(*, is_lead: bool, confirmed_at: datetime | None) -> None:
    """A partner confirms, once: raise NotAPartner for the lead, AlreadyConfirmed."""
    if is_lead:
        raise NotAPartner("The lead confirmed by bidding; its partners confirm")
    if confirmed_at is not None:
        raise AlreadyConfirmed("The partner has confirmed this bid before")


def check_withdraws(*, is_lead: bool) -> None:
    """Raise NotTheLead for a partner."""
    if not is_lead:
        raise NotTheLead("Only the lead may withdraw the bid")


def may_read(
    organisation_id: UUID | None, *, members: Collection[UUID], client_id: UUID, opened: bool
) -> bool:
    """Whether the organisation may read the bid's content.

    Its lead and its partners always; the client once the bid is opened; nobody else, ever.
    """
    if organisation_id is None:
        return False
    return organisation_id in members or (opened and organisation_id == client_id)


def outcome(confirmations: Sequence[datetime | None]) -> BidStatus:
    """Return what the opening makes of a sealed bid: every member must have confirmed in time."""
    return "opened" if all(confirmations) else "not_confirmed"
