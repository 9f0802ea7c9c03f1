"""Who has an inbox, and who sees to what came to nobody."""

from registry.actors import in_person
from registry.identity.errors import ManagerOnly, PersonOnly
from shared.callers import Caller


def check_person(by: Caller) -> None:
    """Raise `PersonOnly` for a machine and an API key: they hear facts, and have no inbox."""
    if not in_person(by):
        raise PersonOnly("Only a person has an inbox, by its own login")


def check_manager(by: Caller) -> None:
    """Raise `ManagerOnly` or `PersonOnly`."""
    if not by.has_role("manager"):
        raise ManagerOnly("Only the cluster's manager sees this")
    check_person(by)
