"""What is refused about payments."""

from shared.errors import Conflict, RuleViolated


class PaymentAlreadyRecorded(Conflict):
    """The bank's reference was recorded for this invoice before."""

    title = "The payment is already recorded"


class PaymentNotPositive(RuleViolated):
    """A payment is more than nothing."""

    title = "A payment is more than nothing"


class PaymentInTheFuture(RuleViolated):
    """A payment has happened when it is recorded."""

    title = "A payment cannot lie in the future"


class PaymentBeforeOrder(RuleViolated):
    """Nobody pays for what is not ordered yet."""

    title = "A payment cannot precede the order"


class Overpayment(RuleViolated):
    """A payment is at most what is still open."""

    title = "More than what is open"
