"""Advisory locks: named by words in one place, held until the transaction ends.

    rating = lock_named("billing.rating", client_id)
    await take_locks(session, rating)

PostgreSQL knows such a lock by a number of 64 bits only, and all locks of a database share those
numbers. So the words are hashed, here and nowhere else: two that are told apart by a word get
numbers of their own, whoever made them. The first word is "<service or module>.<purpose>".
"""

from hashlib import blake2b
from typing import Final, NewType
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

Lock = NewType("Lock", int)
"""The number by which the database knows the lock."""

# The rows of `unnest` come, and so are locked, in the order of the array.
_EACH: Final = "from unnest(cast(:locks as bigint[])) as lock"
_TAKE: Final = text(f"select count(pg_advisory_xact_lock(lock)) {_EACH}")
_SHARE: Final = text(f"select count(pg_advisory_xact_lock_shared(lock)) {_EACH}")
_TRY: Final = text(f"select coalesce(bool_and(pg_try_advisory_xact_lock(lock)), true) {_EACH}")


def lock_named(*words: str | bytes | UUID) -> Lock:
    """The lock of this name. Words are told apart: ("a", "bc") is not ("ab", "c")."""
    digest = blake2b(digest_size=8)
    for word in words:
        part = str(word).encode() if not isinstance(word, bytes) else word
        digest.update(len(part).to_bytes(8, "big") + part)
    return Lock(int.from_bytes(digest.digest(), "big", signed=True))


async def take_locks(session: AsyncSession, *locks: Lock) -> None:
    """Wait until nobody else holds any of these, and hold them alone.

    Always in one order: two that take some of the same locks never wait for each other.
    """
    await session.execute(_TAKE, {"locks": sorted(set(locks))})


async def share_locks(session: AsyncSession, *locks: Lock) -> None:
    """Wait until nobody holds any of these alone; others may share them meanwhile."""
    await session.execute(_SHARE, {"locks": sorted(set(locks))})


async def try_locks(session: AsyncSession, *locks: Lock) -> bool:
    """Hold them alone if nobody else holds any, without waiting; False otherwise.

    Those that were free are held until the transaction ends also when others were not.
    """
    return bool(await session.scalar(_TRY, {"locks": sorted(set(locks))}))
