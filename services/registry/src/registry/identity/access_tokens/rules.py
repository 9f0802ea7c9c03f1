"""How long tokens live and what they allow; pure decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from registry.vocabulary import SCOPES, Scope

LIFETIME: Final = timedelta(minutes=10)
"""Of an access token: what a stolen one is worth at most."""

_FOR_MACHINES: Final[frozenset[Scope]] = frozenset(
    {"billing:invoicing", "billing:issued", "feeds:read"}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is to one organisation; to none: no id and no roles."""

    organisation_id: UUID | None = None
    roles: frozenset[str] = frozenset()


def choose_standing(
    standings: Sequence[Standing], *, wanted: UUID | None, chosen: UUID | None
) -> Standing | None:
    """The organisation that a token is for: the wanted one, or else the one chosen before.

    None when the person holds no office in the wanted one. Who has chosen none, or no longer
    holds an office in it, acts for none: falling over to another would let whoever delegates or
    dismisses a person decide whom it acts for.
    """
    if wanted is None:
        return _held(standings, chosen) or Standing()
    return _held(standings, wanted)


def _held(standings: Sequence[Standing], organisation_id: UUID | None) -> Standing | None:
    return next((s for s in standings if s.organisation_id == organisation_id), None)


def login_scopes(roles: Iterable[str]) -> frozenset[Scope]:
    """What a person's own login allows: all but what is for machines.

    The manager may also start an invoicing run by hand.
    """
    scopes = frozenset(SCOPES) - _FOR_MACHINES
    return scopes | {"billing:invoicing"} if "manager" in roles else scopes


def grantable_scopes(roles: Iterable[str]) -> frozenset[Scope]:
    """What a person can give to a machine: what its login allows; the manager everything."""
    return frozenset(SCOPES) if "manager" in roles else login_scopes(roles)
