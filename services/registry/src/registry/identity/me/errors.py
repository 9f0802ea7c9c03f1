"""What is refused to those who change their own access."""

from shared.errors import RuleViolated


class WrongPassword(RuleViolated):
    """The present password, which a change has to name, is another."""

    title = "Not the present password"
