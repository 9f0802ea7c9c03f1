"""The life of a signing key: it waits as `next`, signs as `current`, is `retired`.

A key is published before it signs, so that every verifier knows it when its first token comes,
and stays published until the last token that it signed has expired.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.signing_keys.key_pairs import new_key_pair
from registry.identity.signing_keys.orm import KeyState, SigningKey
from registry.identity.signing_keys.repository import (
    forget_all_keys,
    forget_retired_keys,
    keys_in_use,
)
from registry.vault import Vault
from shared.clocks import Clock
from shared.locks import lock_named, take_locks

_TURN: Final = lock_named("registry.signing_keys")
_NEEDED: Final[tuple[KeyState, ...]] = ("current", "next")


async def ensure_keys(session: AsyncSession, clock: Clock, *, vault: Vault) -> None:
    """Make the current and the next key where they are missing."""
    await take_locks(session, _TURN)
    made = await keys_in_use(session)
    for state in _NEEDED:
        if state not in made:
            session.add(_new_key(clock, vault=vault, state=state))
    await session.flush()


async def rotate_keys(session: AsyncSession, clock: Clock, *, vault: Vault) -> tuple[str, str]:
    """Let the next key sign from now on and make a new next one; return both their ids.

    Tokens of the retired key stay valid until they expire. Run it as often as you like, but
    leave verifiers five minutes to read the new next key before it becomes current.
    """
    await ensure_keys(session, clock, vault=vault)
    keys = await keys_in_use(session)
    retiring, promoted = keys["current"], keys["next"]
    retiring.state, retiring.retired_at = "retired", clock.now()
    # One flush for each step: at no moment are there two current keys.
    await session.flush()
    promoted.state = "current"
    await session.flush()
    fresh = _new_key(clock, vault=vault, state="next")
    session.add(fresh)
    await session.flush()
    await forget_retired_keys(session, now=clock.now())
    return promoted.kid, fresh.kid


async def replace_keys(session: AsyncSession, clock: Clock, *, vault: Vault) -> tuple[str, str]:
    """Throw every key away and make new ones; return the ids of the current and the next.

    For a master secret that was lost or has leaked: every token dies, as soon as each process has
    read the keys again (five minutes).
    """
    await forget_all_keys(session)
    return await rotate_keys(session, clock, vault=vault)


async def rotate_keys_if_due(
    session: AsyncSession, clock: Clock, *, vault: Vault, after: timedelta
) -> tuple[str, str] | None:
    """Rotate as `rotate_keys` does if the last time was so long ago, or do nothing.

    The present next key was made by the last rotation and is as old as that. Two that ask at
    once take turns, and the second finds a fresh key.
    """
    await ensure_keys(session, clock, vault=vault)
    keys = await keys_in_use(session)
    if keys["next"].created_at > clock.now() - after:
        return None
    return await rotate_keys(session, clock, vault=vault)


def _new_key(clock: Clock, *, vault: Vault, state: KeyState) -> SigningKey:
    pair = new_key_pair()
    return SigningKey(
        kid=pair.kid,
        state=state,
        sealed_private_key=vault.seal(pair.private_pem, label=pair.kid),
        public_jwk=pair.public_jwk,
        created_at=clock.now(),
    )
