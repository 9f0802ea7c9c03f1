"""What is refused about paying credits out."""

from shared.errors import Conflict, RuleViolated


class CreditStays(Conflict):
    """The credit of who does not leave lowers its next fee invoices."""

    title = "The credit is not paid out"


class PayoutAlreadyRecorded(Conflict):
    """The bank's reference was recorded for this provider before."""

    title = "The payout is already recorded"


class PayoutOutOfRange(RuleViolated):
    """A payout is more than nothing, and at most the credit."""

    title = "Not what can be paid out"


class PayoutInTheFuture(RuleViolated):
    """A payout has happened when it is recorded."""

    title = "A payout cannot lie in the future"
