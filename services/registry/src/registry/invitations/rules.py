"""How long an invitation stands, and how many; pure decisions."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

from registry.invitations.errors import (
    AdministratorNeeded,
    ForAnotherAddress,
    TooManyInvitations,
)

LIFETIME: Final = timedelta(days=14)
"""Of an invitation that nobody answers."""

MOST_OPEN: Final = 20
"""Open invitations of one organisation: more would be mail that nobody asked for."""

_TOGETHER: Final = timedelta(minutes=1)
"""Within it fall the ends that one closing gives to its people, one after another."""

FORMER_PEOPLE_FIRST: Final = timedelta(days=30)
"""As long as they have who acted for an organisation that nobody represents any more, before the
manager may invite another. A rule of the platform, the same as where administrators vanish."""

FORGOTTEN_AFTER: Final = timedelta(days=30)
"""An invitation, with the address in it, is deleted so long after its expiry."""

Kept = Literal["open", "accepted", "refused", "withdrawn", "void"]
Status = Literal["open", "accepted", "refused", "withdrawn", "void", "expired"]


def status_at(kept: Kept, *, expires_at: datetime, now: datetime) -> Status:
    """What an invitation is at a moment: an open one expires by itself."""
    return "expired" if kept == "open" and expires_at <= now else kept


def check_room(standing: int) -> None:
    """Raise `TooManyInvitations` for an organisation with that many others that stand."""
    if standing >= MOST_OPEN:
        raise TooManyInvitations("An organisation has at most twenty open invitations")


def check_administered(offered: Collection[str], *, administered: bool) -> None:
    """Raise `AdministratorNeeded` when accepting could leave people without an administrator."""
    if not administered and "administrator" not in offered:
        raise AdministratorNeeded(
            "Nobody administers the organisation: offer that role first", pointer="/roles"
        )


def check_addressee(*, only: bool, is_addressee: bool, is_inviter: bool) -> None:
    """Raise `ForAnotherAddress`: some are for nobody but whom they were sent to."""
    if only and (is_inviter or not is_addressee):
        raise ForAnotherAddress("Accept it by the account with the address that it was sent to")


def last_people(ends: Iterable[tuple[str | None, datetime]]) -> set[str]:
    """Of addresses with the end of their owners' time in an organisation: who were the last of it.

    Who had gone before went by itself. An address is None once its owner is erased: nobody is
    there to be asked any more.
    """
    known = list(ends)
    since = max((until for _, until in known), default=None)
    return {
        address
        for address, until in known
        if address is not None and since is not None and until > since - _TOGETHER
    }
