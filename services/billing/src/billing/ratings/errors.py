"""What is refused about ratings and previews of prices."""

from shared.errors import NotFound, RuleViolated


class OrderNotRated(NotFound):
    """The order waits for a party or a schedule."""

    title = "The order is not rated yet"


class AmountTooLarge(RuleViolated):
    """The price is beyond what can be invoiced."""

    title = "The price is too large"
