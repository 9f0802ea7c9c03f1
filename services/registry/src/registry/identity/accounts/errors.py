"""What is refused about accounts."""

from shared.errors import Conflict, RuleViolated


class EmailTaken(Conflict):
    """Another account has the email address."""

    title = "The email address is taken"


class WeakPassword(RuleViolated):
    """The password would be guessed too easily."""

    title = "The password would be guessed"
