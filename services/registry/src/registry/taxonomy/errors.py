"""What is refused about the taxonomy."""

from shared.errors import RuleViolated


class UnknownStage(RuleViolated):
    """The taxonomy has no such stage."""

    title = "No such stage in the taxonomy"


class RoleOutsideStages(RuleViolated):
    """The role is found in none of the named stages."""

    title = "The role lies outside of the stages"
