"""The platform itself as a caller: what a command or a loader acts as, never an HTTP request."""

from typing import Final
from uuid import UUID

from registry.vocabulary import SCOPES
from shared.callers import Caller

PLATFORM: Final = Caller(
    subject=UUID(int=0),
    organisation_id=None,
    roles=frozenset({"manager", "board"}),
    scopes=frozenset(SCOPES),
    token_id="",
    kind="machine",
)
"""Use cases that ask who is acting take this from `bootstrap` and from the sample loader."""


def account_of(caller: Caller) -> UUID | None:
    """The account to put on record as the author; None when the platform itself acts."""
    return None if caller is PLATFORM else caller.subject


def in_person(caller: Caller) -> bool:
    """Whether a person acts by its own login, or the platform at the hands of its operator."""
    return caller is PLATFORM or caller.kind == "person"
