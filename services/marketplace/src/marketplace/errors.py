"""What the marketplace refuses, in words that know nothing of HTTP.

DomainError
├── NotFound
│   ├── ListingNotFound   EquipmentNotFound   TenderNotFound   LotNotFound
│   └── BidNotFound   OrderNotFound   MilestoneNotFound   RelatedPurchaseNotFound
├── Forbidden
│   ├── NotARepresentative      no organisation to act for, or no right to act for it
│   ├── NotTheProvider   NotTheClient
│   ├── NotAPartner   NotTheLead
│   ├── OwnTender               a client bids on its own tender
│   └── ManagersOnly   OwnMatter
├── Conflict
│   ├── OrganisationNotYetKnown the registry's event has not arrived; trying again helps
│   ├── OfferStateForbids       listing or equipment
│   ├── TenderStateForbids   DeadlinePassed   DeadlineNotReached
│   ├── AlreadyBidding   BidStateForbids   AlreadyConfirmed
│   ├── LotAlreadyAwarded   ScoresMissing   ScoredMeanwhile
│   ├── OrderStateForbids   MilestoneStateForbids   MilestonesNotAccepted
│   ├── AlreadyReviewed
│   ├── RelatedParties          client and bidder share a person, or did not long ago
│   └── AlreadyAllowed   RelatedPurchaseStands
├── Stale
└── RuleViolated
    ├── DeadlineOutOfRange   WeightsNotHundred   LotsOutOfRange   LotNotInTender
    ├── PriceTooSmall   PriceTooLarge   SharesInvalid   PartnerInvalid   MilestonesInvalid
    ├── PartiesInvalid          not the tender's client, or no other known organisation
    ├── RoleOutsideStage        the known taxonomy does not have the role in that stage
    └── BidNotRanked   AwardNeedsReason
"""

from typing import ClassVar

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Stale

__all__ = ["Conflict", "Forbidden", "NotFound", "RuleViolated", "Stale"]


class ListingNotFound(NotFound):
    """No such listing, or it is another's draft."""


class EquipmentNotFound(NotFound):
    """No such equipment item, or it is another's draft."""


class TenderNotFound(NotFound):
    """No such tender, or it is another's draft."""


class LotNotFound(NotFound):
    """No such lot, or its tender is another's draft."""


class BidNotFound(NotFound):
    """No such bid, or the caller may not know of it."""


class OrderNotFound(NotFound):
    """No such order, or the caller is neither its client nor its provider."""


class MilestoneNotFound(NotFound):
    """No such milestone in this order."""


class RelatedPurchaseNotFound(NotFound):
    """No such permission for a purchase between related organisations."""


class NotARepresentative(Forbidden):
    """The caller acts for no organisation, or may not act for it."""

    code: ClassVar[str] = "not_a_representative"


class NotTheProvider(Forbidden):
    """Only the provider may do this."""


class NotTheClient(Forbidden):
    """Only the client may do this."""


class NotAPartner(Forbidden):
    """Only a partner named in the bid may do this."""

    code: ClassVar[str] = "not_a_partner"


class NotTheLead(Forbidden):
    """Only the lead of the bid may do this."""


class OwnTender(Forbidden):
    """A client may not bid on its own tender."""


class ManagersOnly(Forbidden):
    """Only the cluster's manager may do this, in person."""


class OwnMatter(Forbidden):
    """The cluster's own organisation is, or is related to, one of those that this is about."""


class OrganisationNotYetKnown(Conflict):
    """The registry's event about the organisation has not arrived here yet."""


class OfferStateForbids(Conflict):
    """The listing or equipment item stands where this cannot be done."""


class TenderStateForbids(Conflict):
    """The tender stands where this cannot be done."""


class DeadlinePassed(Conflict):
    """The tender's deadline has passed."""


class DeadlineNotReached(Conflict):
    """The tender's deadline has not passed yet."""


class AlreadyBidding(Conflict):
    """The organisation already takes part in a live bid for this lot."""


class BidStateForbids(Conflict):
    """The bid stands where this cannot be done."""


class AlreadyConfirmed(Conflict):
    """The partner has confirmed this bid before."""


class LotAlreadyAwarded(Conflict):
    """The lot has been awarded; an award is final."""


class ScoresMissing(Conflict):
    """A ranked bid of the lot has no quality score yet."""


class ScoredMeanwhile(Conflict):
    """Somebody scored the same bid at the same moment."""


class OrderStateForbids(Conflict):
    """The order stands where this cannot be done."""


class MilestoneStateForbids(Conflict):
    """The milestone stands where this cannot be done."""


class MilestonesNotAccepted(Conflict):
    """The order has a milestone that the client has not accepted."""


class AlreadyReviewed(Conflict):
    """The order has its review; a review is given once."""


class RelatedParties(Conflict):
    """The client and a participant of the bid share a person, or did until not long ago.

    The text names neither a person nor an organisation: whoever reads it may know of neither.
    """


class AlreadyAllowed(Conflict):
    """The purchase between these organisations is allowed already."""


class RelatedPurchaseStands(Conflict):
    """The permission was withdrawn before, or can no longer be."""


class DeadlineOutOfRange(RuleViolated):
    """The deadline is not in the future, or too far in it."""


class WeightsNotHundred(RuleViolated):
    """The award weights do not sum to 100."""


class LotsOutOfRange(RuleViolated):
    """A tender has too few or too many lots."""


class LotNotInTender(RuleViolated):
    """The named lot is not one of this tender's."""


class PriceTooSmall(RuleViolated):
    """The price is below one euro, so that a share of it could be nothing."""


class PriceTooLarge(RuleViolated):
    """The price is above what can be invoiced."""


class SharesInvalid(RuleViolated):
    """The partners' shares leave nothing for the lead."""


class PartnerInvalid(RuleViolated):
    """A partner is unknown, named twice, the lead, or the client."""


class MilestonesInvalid(RuleViolated):
    """The milestones do not sum to 100 per cent, or one is due after the delivery."""


class PartiesInvalid(RuleViolated):
    """The named client is not the tender's, or the provider is unknown or the client itself."""


class RoleOutsideStage(RuleViolated):
    """The role is not one that the taxonomy has in this stage of the value chain."""


class BidNotRanked(RuleViolated):
    """The bid is not in the ranking of this lot."""


class AwardNeedsReason(RuleViolated):
    """Awarding another than the first in the ranking needs a reason."""
