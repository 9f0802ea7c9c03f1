"""What the taxonomy refuses."""

from typing import ClassVar

from shared.errors import RuleViolated


class RoleOutsideStage(RuleViolated):
    """The role is not one that the taxonomy has in this stage of the value chain."""

    title: ClassVar[str] = "The role is not found in this stage"
