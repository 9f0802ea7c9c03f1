"""What an API key may hold and how long; pure decisions."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from registry.identity.api_keys.errors import ExpiryOutOfRange, ScopeNotHeld
from registry.identity.errors import PersonOnly

LONGEST_LIFE: Final = timedelta(days=730)


def check_may_manage_keys(*, is_person: bool) -> None:
    """Raise `PersonOnly` for a machine.

    A key cannot make keys: whoever stole one could otherwise outlive its revocation. Nor does it
    see or revoke others: whatever it is limited to, that is not among it.
    """
    if not is_person:
        raise PersonOnly("Only a person can manage API keys, by its own login")


def check_new_key(
    *,
    scopes: Sequence[str],
    grantable: Iterable[str],
    expires_at: datetime,
    now: datetime,
) -> None:
    """Raise `ScopeNotHeld` or `ExpiryOutOfRange`."""
    allowed = frozenset(grantable)
    for position, scope in enumerate(scopes):
        if scope not in allowed:
            raise ScopeNotHeld(
                "Nobody can grant a scope that it may not hold itself",
                pointer=f"/scopes/{position}",
            )
    if not now < expires_at <= now + LONGEST_LIFE:
        raise ExpiryOutOfRange(
            "An API key expires in the future, and within two years", pointer="/expires_at"
        )


def split_key(api_key: str) -> tuple[str, str] | None:
    """Prefix and secret of `prefix.secret`; None for another form."""
    prefix, found, secret = api_key.partition(".")
    return (prefix, secret) if found and prefix and secret else None
