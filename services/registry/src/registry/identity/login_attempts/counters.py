"""What a failed login counts towards: an address, an origin, the two together, a device, a login.

Named by keyed hashes: the table lists nothing that somebody tried.
"""

from dataclasses import dataclass
from uuid import UUID

from registry.identity.accounts.rules import email_key
from registry.identity.login_attempts.rules import ONE_BY_ONE, Bound, Limits
from registry.vault import Vault


@dataclass(frozen=True, slots=True)
class Counter:
    """One count of failures, by a keyed hash of what it counts, and what it allows.

    One that is `wider` counts what many do, and does not begin anew when one of them proves itself.
    """

    key: bytes
    bound: Bound
    wider: bool = False


def of_pair(vault: Vault, *, email: str, origin: str) -> Counter:
    """The failures at one address from one origin."""
    return Counter(vault.keyed_hash(f"login {origin} {email_key(email)}"), ONE_BY_ONE)


def of_address(vault: Vault, *, email: str, limits: Limits) -> Counter:
    """The failures at one address from everywhere but known devices."""
    return Counter(vault.keyed_hash(f"login at {email_key(email)}"), limits.per_address, wider=True)


def of_stranger(vault: Vault, *, email: str, origin: str, limits: Limits) -> list[Counter]:
    """What an attempt counts towards that shows no known device."""
    by_origin = Counter(vault.keyed_hash(f"login from {origin}"), limits.per_origin, wider=True)
    return [
        of_pair(vault, email=email, origin=origin),
        by_origin,
        of_address(vault, email=email, limits=limits),
    ]


def of_device(vault: Vault, *, session_id: UUID | str) -> list[Counter]:
    """What an attempt counts towards that comes with a living login of the same account."""
    return [Counter(vault.keyed_hash(f"login on {session_id}"), ONE_BY_ONE)]


def of_use(vault: Vault, *, grant: UUID | str) -> list[Counter]:
    """What a guess at the present password counts towards, made with a login in use.

    Not what its device counts: a stolen access token would hold up the device of its owner.
    """
    return [Counter(vault.keyed_hash(f"password on {grant}"), ONE_BY_ONE)]


def of_second_factor(vault: Vault, *, account_id: UUID) -> list[Counter]:
    """What a guess at an account's code counts towards, wherever it comes from.

    Only who knows the password, or has a token, is heard there: no stranger holds the owner up.
    """
    return [Counter(vault.keyed_hash(f"second factor of {account_id}"), ONE_BY_ONE)]
