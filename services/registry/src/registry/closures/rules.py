"""Which entries may be closed and reopened; pure decisions.

    open --(the manager, with a reason)--> closed --(the manager, with a reason)--> open

Whoever is a member leaves first; who was excluded would come back under a new entry, since the
registration number of a closed one is free.
"""

from registry.closures.errors import ClosureStateForbids, ExcludedStays, MemberStays, StaleClosure
from registry.organisations.errors import EntryClosed


def check_closing(
    *, membership: str, standing: str | None, is_cluster: bool, is_closed: bool
) -> None:
    """Raise `EntryClosed`, `MemberStays` or `ExcludedStays`."""
    if is_closed:
        raise EntryClosed("The entry is closed already")
    if is_cluster:
        raise MemberStays("The cluster's own entry is never closed")
    if membership == "member":
        raise MemberStays("A member leaves the cluster before its entry is closed")
    if standing == "excluded":
        raise ExcludedStays("The entry of an excluded organisation stays")


def check_reopening(status: str) -> None:
    """Raise `ClosureStateForbids` unless the closure is in force."""
    if status != "closed":
        raise ClosureStateForbids("Only a closure that is in force can be ended")


def check_current(version: int, *, decided_on: int | None) -> None:
    """Raise `StaleClosure`; None decides on whichever version there is."""
    if decided_on is not None and version != decided_on:
        raise StaleClosure("The closure has changed since; read it again")
