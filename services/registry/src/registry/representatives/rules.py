"""When one of an organisation's people may go, or lose and gain roles; pure decisions."""

from collections.abc import Collection, Set
from uuid import UUID

from registry.representatives.errors import (
    LastAdministrator,
    LastRepresentative,
    RepresentativeNotFound,
    RolesNotAccepted,
)


def check_may_leave(
    account_id: UUID, representatives: Set[UUID], administrators: Set[UUID]
) -> None:
    """Raise unless the person is of the organisation, and not the last of it or who runs it."""
    if account_id not in representatives:
        raise RepresentativeNotFound("That account does not represent this organisation")
    if not may_leave(representatives=len(representatives)):
        raise LastRepresentative("An organisation keeps at least one representative")
    if administrators == {account_id}:
        raise LastAdministrator("An organisation keeps at least one administrator")


def may_leave(*, representatives: int) -> bool:
    """Whether one of that many representatives can go: an organisation keeps at least one."""
    return representatives > 1


def check_change(
    held: Collection[str],
    wanted: Collection[str],
    *,
    by_itself: bool,
    other_administrators: Collection[UUID],
) -> None:
    """Raise `RolesNotAccepted` or `LastAdministrator`.

    To lose a role nobody is asked. More roles are a person's own act: an administrator takes them
    for itself, anybody else accepts an invitation to them.
    """
    gains = set(wanted) - set(held)
    if gains and not (by_itself and "administrator" in held):
        raise RolesNotAccepted(
            "Invite the person to more roles: it holds them when it has accepted", pointer="/roles"
        )
    if "administrator" in held and "administrator" not in wanted and not other_administrators:
        raise LastAdministrator("An organisation keeps at least one administrator")
