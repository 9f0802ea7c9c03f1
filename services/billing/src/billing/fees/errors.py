"""What is refused about dated data: of fees, and of what stands above them."""

from shared.errors import Conflict, RuleViolated


class DateTaken(Conflict):
    """Another schedule or programme begins at that moment."""

    title = "The moment is taken"


class BeginsInThePast(RuleViolated):
    """A schedule or programme takes effect in the future, so that nothing rated changes."""

    title = "It must begin in the future"
