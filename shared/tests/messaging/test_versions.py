"""Streams and versions: none is announced twice, and the newest of each is never purged."""

import asyncio
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from shared.tests.messaging.conftest import DoorOpened

from shared import tables
from shared.messaging.outbox import VersionNotRaised, announce, purge

NUMBER = tables.outbox.c.data["number"].as_integer()


class DoorShut(DoorOpened):
    """Of the same noun, so of the same stream."""

    type = "avt.test.door.shut.v1"


class LockPicked(DoorOpened):
    """Of another noun, which tells of doors all the same."""

    type = "avt.test.lock.picked.v1"
    stream = "door.v1"


class DoorOpenedAnew(DoorOpened):
    """The next major version: announced beside the first, of the same aggregates."""

    type = "avt.test.door.opened.v2"


async def announced(house, kind: type[DoorOpened], id: UUID, version: int) -> None:
    async with house.database.transaction() as session:
        await announce(session, kind(id=id, version=version, number=version))


async def stored(house) -> list[tuple[str, str, int]]:
    columns = tables.outbox.c
    async with house.database.transaction() as session:
        rows = await session.execute(
            sa.select(columns.type, columns.stream, columns.version).order_by(columns.id)
        )
        return [tuple(row) for row in rows]


def test_a_stream_is_the_noun_and_the_major_version_unless_the_fact_names_it() -> None:
    kinds = (DoorOpened, DoorShut, LockPicked, DoorOpenedAnew)
    assert [kind.stream for kind in kinds] == ["door.v1", "door.v1", "door.v1", "door.v2"]


@pytest.mark.parametrize("kind", [DoorOpened, DoorShut, LockPicked])
@pytest.mark.parametrize("version", [1, 2])
async def test_a_version_that_was_not_raised_is_refused_by_every_type_of_the_stream(
    house, kind: type[DoorOpened], version: int
) -> None:
    door_id = uuid4()
    await announced(house, DoorOpened, door_id, 2)
    with pytest.raises(VersionNotRaised, match=f"version {version} of {door_id} is not greater"):
        await announced(house, kind, door_id, version)
    assert len(await stored(house)) == 1, "the change that went with it is not made either"
    await announced(house, kind, door_id, 3)
    assert len(await stored(house)) == 2


async def test_another_major_version_and_another_aggregate_count_for_themselves(house) -> None:
    door_id = uuid4()
    await announced(house, DoorOpened, door_id, 1)
    await announced(house, DoorOpenedAnew, door_id, 1)
    await announced(house, DoorOpened, uuid4(), 1)
    assert await stored(house) == [
        ("avt.test.door.opened.v1", "door.v1", 1),
        ("avt.test.door.opened.v2", "door.v2", 1),
        ("avt.test.door.opened.v1", "door.v1", 1),
    ]


async def test_of_two_that_announce_one_version_at_once_the_second_is_refused(house, until) -> None:
    door_id = uuid4()

    async def waits() -> bool:
        async with house.database.transaction() as session:
            waiting = "select from pg_stat_activity where wait_event_type = 'Lock'"
            mine = f"select exists ({waiting} and datname = current_database())"
            return bool(await session.scalar(sa.text(mine)))

    async with house.database.transaction() as first:
        await announce(first, DoorOpened(id=door_id, version=1, number=1))
        second = asyncio.create_task(announced(house, DoorShut, door_id, 1))
        await until(waits)
    with pytest.raises(VersionNotRaised):
        await second
    assert await stored(house) == [("avt.test.door.opened.v1", "door.v1", 1)]


async def test_purging_takes_old_superseded_events_and_never_an_unsent_one(house) -> None:
    front, back = uuid4(), uuid4()
    sent = [(1, front, 1), (2, front, 2), (3, back, 1), (4, back, 2)]
    async with house.database.transaction() as session:
        for number, door_id, version in sent:
            await announce(session, DoorOpened(id=door_id, version=version, number=number))
    async with house.database.transaction() as session:
        await announce(session, DoorOpened(id=back, version=3, number=5))
        # All but the back's second are old; the third has not been sent.
        await sent_long_ago(session, 1, 2, 3)
        await session.execute(
            sa.update(tables.outbox).where(NUMBER == 4).values(sent_at=sa.func.now())
        )
        assert await purge(session) == 2
        assert await numbers(session) == [2, 4, 5], "the newest fact of each door stays"
    assert await house.unsent() == [5]


async def test_purging_keeps_the_newest_of_each_stream_though_they_share_an_id(house) -> None:
    door_id = uuid4()
    facts = [
        DoorOpened(id=door_id, version=1, number=1),
        DoorOpenedAnew(id=door_id, version=1, number=2),
        DoorOpened(id=door_id, version=2, number=3),
    ]
    async with house.database.transaction() as session:
        for fact in facts:
            await announce(session, fact)
        await sent_long_ago(session, 1, 2, 3)
        assert await purge(session) == 1
        assert await numbers(session) == [2, 3]


class BellRung(DoorOpened):
    """Of nothing that lasts: each has an id of its own."""

    type = "avt.test.bell.rung.v1"
    passing = True


async def test_purging_takes_the_newest_of_what_only_passes_once_it_is_old_and_sent(house) -> None:
    async with house.database.transaction() as session:
        for number in (1, 2, 3):
            await announce(session, BellRung(id=uuid4(), version=1, number=number))
        await announce(session, DoorOpened(id=uuid4(), version=1, number=4))
        await sent_long_ago(session, 1, 4)
        await session.execute(
            sa.update(tables.outbox).where(NUMBER == 2).values(sent_at=sa.func.now())
        )
        assert await purge(session) == 1
        assert await numbers(session) == [2, 3, 4]


async def test_purging_leaves_what_an_earlier_release_wrote(house) -> None:
    door_id = uuid4()
    async with house.database.transaction() as session:
        await announce(session, DoorOpened(id=door_id, version=2, number=2))
        earlier = DoorOpened(id=door_id, version=1, number=1)
        await session.execute(
            sa.insert(tables.outbox).values(
                event_id=uuid4(),
                type=DoorOpened.type,
                subject=str(door_id),
                time=sa.func.now(),
                data=earlier.to_data(),
            )
        )
        await sent_long_ago(session, 1, 2)
        assert await purge(session) == 0


async def numbers(session) -> list[int]:
    return list(await session.scalars(sa.select(NUMBER).order_by(tables.outbox.c.id)))


async def sent_long_ago(session, *which: int) -> None:
    await session.execute(
        sa.update(tables.outbox)
        .where(NUMBER.in_(which))
        .values(sent_at=sa.text("now() - interval '91 days'"))
    )
