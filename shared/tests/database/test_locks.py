"""Advisory locks are named by words, and held until the transaction ends."""

import asyncio
from uuid import UUID

from shared.tests.database.conftest import until_one_waits

from shared.locks import lock_named, share_locks, take_locks, try_locks

HALL = lock_named("notes.room", "hall")
ATTIC = lock_named("notes.room", "attic")
SOMEONE = UUID("0198c0de-0000-7000-8000-000000000001")


def test_a_name_has_one_number_in_every_process():
    assert lock_named("notes.room", "hall") == -8934709880330575560
    assert lock_named("notes.room", SOMEONE) == lock_named("notes.room", str(SOMEONE))


def test_words_are_told_apart_and_their_numbers_fit_the_database():
    names = [("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"), ("notes.room", SOMEONE), (b"a",)]
    locks = {lock_named(*words) for words in names}
    assert len(locks) == len(names)
    assert all(-(2**63) <= lock < 2**63 for lock in locks)


async def test_who_holds_a_lock_alone_keeps_others_waiting_until_it_ends(database):
    order = []

    async def second() -> None:
        async with database.transaction() as session:
            await take_locks(session, HALL)
            order.append("second")

    async with database.transaction() as session:
        await take_locks(session, HALL, ATTIC)
        follower = asyncio.create_task(second())
        await until_one_waits(database)
        order.append("first")
    await follower
    assert order == ["first", "second"]


async def test_trying_tells_at_once_whether_the_lock_was_free(database):
    async with database.transaction() as one, database.transaction() as other:
        assert await try_locks(one, HALL)
        assert not await try_locks(other, HALL)
        assert await try_locks(other, ATTIC)
        assert not await try_locks(one, HALL, ATTIC)
    async with database.transaction() as session:
        assert await try_locks(session, HALL, ATTIC)
        assert await try_locks(session)


async def test_sharing_keeps_out_only_those_who_want_it_alone(database):
    async with database.transaction() as one, database.transaction() as other:
        await share_locks(one, HALL)
        await share_locks(other, HALL)
        async with database.transaction() as third:
            assert not await try_locks(third, HALL)


async def test_two_that_name_locks_in_another_order_never_wait_for_each_other(database):
    async def take(*locks) -> None:
        for _ in range(20):
            async with database.transaction() as session:
                await take_locks(session, *locks)

    await asyncio.gather(take(HALL, ATTIC), take(ATTIC, HALL))
