"""How the marketplace's refusals look in HTTP: status and title of each (RFC 9457).

What has no row of its own looks like its parent in `shared.http.problems.BASE_PROBLEMS`.
"""

from typing import Final

from marketplace import errors
from shared.errors import DomainError

PROBLEMS: Final[dict[type[DomainError], tuple[int, str]]] = {
    errors.ListingNotFound: (404, "No such listing"),
    errors.EquipmentNotFound: (404, "No such equipment item"),
    errors.TenderNotFound: (404, "No such tender"),
    errors.LotNotFound: (404, "No such lot"),
    errors.BidNotFound: (404, "No such bid"),
    errors.OrderNotFound: (404, "No such order"),
    errors.MilestoneNotFound: (404, "No such milestone"),
    errors.RelatedPurchaseNotFound: (404, "No such permission"),
    errors.NotARepresentative: (403, "Not a representative"),
    errors.NotTheProvider: (403, "Only for the provider"),
    errors.NotTheClient: (403, "Only for the client"),
    errors.NotAPartner: (403, "Only for a partner of the bid"),
    errors.NotTheLead: (403, "Only for the lead of the bid"),
    errors.OwnTender: (403, "A client may not bid on its own tender"),
    errors.ManagersOnly: (403, "Only for the cluster's manager"),
    errors.OwnMatter: (403, "The cluster's own matter"),
    errors.OrganisationNotYetKnown: (409, "The organisation is not known here yet"),
    errors.OfferStateForbids: (409, "The offer's state forbids this"),
    errors.TenderStateForbids: (409, "The tender's state forbids this"),
    errors.DeadlinePassed: (409, "The deadline has passed"),
    errors.DeadlineNotReached: (409, "The deadline has not passed"),
    errors.AlreadyBidding: (409, "The organisation takes part in a bid already"),
    errors.BidStateForbids: (409, "The bid's state forbids this"),
    errors.AlreadyConfirmed: (409, "Confirmed before"),
    errors.LotAlreadyAwarded: (409, "The lot is awarded already"),
    errors.ScoresMissing: (409, "Quality scores are missing"),
    errors.ScoredMeanwhile: (409, "The bid was scored at the same moment"),
    errors.OrderStateForbids: (409, "The order's state forbids this"),
    errors.MilestoneStateForbids: (409, "The milestone's state forbids this"),
    errors.MilestonesNotAccepted: (409, "Milestones are not accepted yet"),
    errors.AlreadyReviewed: (409, "The order is reviewed already"),
    errors.RelatedParties: (409, "The parties are related"),
    errors.AlreadyAllowed: (409, "Allowed already"),
    errors.RelatedPurchaseStands: (409, "The permission stays"),
    errors.DeadlineOutOfRange: (422, "The deadline is out of range"),
    errors.WeightsNotHundred: (422, "The weights do not sum to 100"),
    errors.LotsOutOfRange: (422, "Too few or too many lots"),
    errors.LotNotInTender: (422, "The lot is not in this tender"),
    errors.PriceTooSmall: (422, "The price is too small"),
    errors.PriceTooLarge: (422, "The price is too large"),
    errors.SharesInvalid: (422, "The shares are not possible"),
    errors.PartnerInvalid: (422, "A partner is not possible"),
    errors.MilestonesInvalid: (422, "The milestones are not possible"),
    errors.PartiesInvalid: (422, "The parties are not possible"),
    errors.RoleOutsideStage: (422, "The role is not found in this stage"),
    errors.BidNotRanked: (422, "The bid is not ranked"),
    errors.AwardNeedsReason: (422, "The award needs a reason"),
}
