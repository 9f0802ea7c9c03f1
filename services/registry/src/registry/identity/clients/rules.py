"""What a machine account may ask for; pure decisions."""

from collections.abc import Iterable, Sequence

from registry.identity.errors import ManagerOnly, PersonOnly


def check_may_manage_clients(*, is_manager: bool, is_person: bool) -> None:
    """Raise `ManagerOnly` or `PersonOnly`: machine accounts are the manager's to give and take."""
    if not is_manager:
        raise ManagerOnly("Only the cluster's manager may manage machine accounts")
    if not is_person:
        raise PersonOnly("Only a person can manage machine accounts, by its own login")


def requested_scopes(requested: Sequence[str], *, allowed: Iterable[str]) -> frozenset[str] | None:
    """The scopes to grant: all that are allowed when none is named; None when one is not allowed.

    RFC 6749 section 3.3 leaves the default to the server.
    """
    allowed = frozenset(allowed)
    if not requested:
        return allowed
    return frozenset(requested) if allowed.issuperset(requested) else None
