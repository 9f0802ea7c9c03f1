"""What tokens allow and whom they act for; pure decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from registry.vocabulary import CLUSTER_OFFICES, SCOPES, Scope

_FOR_MACHINES: Final[frozenset[Scope]] = frozenset(
    {"billing:invoicing", "billing:issued", "feeds:read"}
)


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """The roles that a person has in one organisation; in none: no id and no roles."""

    organisation_id: UUID | None = None
    roles: frozenset[str] = frozenset()


def choose_assignment(
    assignments: Sequence[RoleAssignment], *, wanted: UUID | None, chosen: UUID | None
) -> RoleAssignment | None:
    """The organisation that a token is for: the wanted one, or else the one chosen before.

    None when the person holds no office in the wanted one. Who has chosen none, or no longer
    holds an office in it, acts for none: falling over to another would let whoever delegates or
    dismisses a person decide whom it acts for.
    """
    if wanted is None:
        return _in(assignments, chosen) or RoleAssignment()
    return _in(assignments, wanted)


def _in(
    assignments: Sequence[RoleAssignment], organisation_id: UUID | None
) -> RoleAssignment | None:
    return next((one for one in assignments if one.organisation_id == organisation_id), None)


def without_offices(roles: Iterable[str]) -> frozenset[str]:
    """The roles that others than the person itself may bear: no office of the cluster.

    A key is copied into programs and asked for no second factor, so whoever finds a manager's key
    must not find a manager.
    """
    return frozenset(roles).difference(CLUSTER_OFFICES)


def login_scopes(roles: Iterable[str]) -> frozenset[Scope]:
    """What a person's own login allows: all but what is for machines.

    The manager may also start an invoicing run by hand.
    """
    scopes = frozenset(SCOPES) - _FOR_MACHINES
    return scopes | {"billing:invoicing"} if "manager" in roles else scopes


def grantable_scopes(roles: Iterable[str]) -> frozenset[Scope]:
    """What a person can give to a machine: what its login allows; the manager everything."""
    return frozenset(SCOPES) if "manager" in roles else login_scopes(roles)
