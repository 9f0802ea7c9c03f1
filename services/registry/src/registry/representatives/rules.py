"""When a representative may go; pure decisions."""

from collections.abc import Set
from uuid import UUID

from registry.representatives.errors import LastRepresentative, RepresentativeNotFound


def check_may_leave(account_id: UUID, representatives: Set[UUID]) -> None:
    """Raise unless the person is one of the representatives, and not the last of them."""
    if account_id not in representatives:
        raise RepresentativeNotFound("That account does not represent this organisation")
    if not may_leave(representatives=len(representatives)):
        raise LastRepresentative("An organisation keeps at least one representative")


def may_leave(*, representatives: int) -> bool:
    """Whether one of that many representatives can go: an organisation keeps at least one."""
    return representatives > 1
