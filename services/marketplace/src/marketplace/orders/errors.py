"""What orders refuse."""

from typing import ClassVar

from shared.errors import Conflict, NotFound


class OrderNotFound(NotFound):
    """No such order, or the caller is neither its client nor its provider."""

    title: ClassVar[str] = "No such order"


class MilestoneNotFound(NotFound):
    """No such milestone in this order."""

    title: ClassVar[str] = "No such milestone"


class OrderStateForbids(Conflict):
    """The order stands where this cannot be done."""

    title: ClassVar[str] = "The order's state forbids this"


class MilestoneStateForbids(Conflict):
    """The milestone stands where this cannot be done."""

    title: ClassVar[str] = "The milestone's state forbids this"


class MilestonesNotAccepted(Conflict):
    """The order has a milestone that the client has not accepted."""

    title: ClassVar[str] = "Milestones are not accepted yet"
