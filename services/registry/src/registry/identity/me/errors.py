"""What is refused to those who change their own access."""

from shared.errors import RuleViolated


class EmailUnchanged(RuleViolated):
    """The account has this address already."""

    title = "Your address already"
