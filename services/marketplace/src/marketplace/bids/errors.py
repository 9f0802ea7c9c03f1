"""What bids refuse."""

from typing import ClassVar

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated


class BidNotFound(NotFound):
    """No such bid, or the caller may not know of it."""

    title: ClassVar[str] = "No such bid"


class NotAPartner(Forbidden):
    """Only a partner named in the bid may do this."""

    # Derived, it would be `not_apartner`.
    code: ClassVar[str] = "not_a_partner"
    title: ClassVar[str] = "Only for a partner of the bid"


class NotTheLead(Forbidden):
    """Only the lead of the bid may do this."""

    title: ClassVar[str] = "Only for the lead of the bid"


class OwnTender(Forbidden):
    """A client may not bid on its own tender."""

    title: ClassVar[str] = "A client may not bid on its own tender"


class AlreadyBidding(Conflict):
    """The organisation already takes part in a live bid for this lot."""

    title: ClassVar[str] = "The organisation takes part in a bid already"


class BidStateForbids(Conflict):
    """The bid stands where this cannot be done."""

    title: ClassVar[str] = "The bid's state forbids this"


class AlreadyConfirmed(Conflict):
    """The partner has confirmed this bid before."""

    title: ClassVar[str] = "Confirmed before"


class PriceTooSmall(RuleViolated):
    """The price is below one euro, so that a share of it could be nothing."""

    title: ClassVar[str] = "The price is too small"


class PriceTooLarge(RuleViolated):
    """The price is above what can be invoiced."""

    title: ClassVar[str] = "The price is too large"


class SharesInvalid(RuleViolated):
    """The partners' shares leave nothing for the lead."""

    title: ClassVar[str] = "The shares are not possible"


class PartnerInvalid(RuleViolated):
    """A partner is unknown, named twice, the lead, or the client."""

    title: ClassVar[str] = "A partner is not possible"


class MilestonesInvalid(RuleViolated):
    """The milestones do not sum to 100 per cent, or one is due after the delivery."""

    title: ClassVar[str] = "The milestones are not possible"
