"""A row is locked as it stands now, and a constraint's name becomes a refusal."""

import asyncio

import pytest
from shared.tests.database.conftest import Base, Lamp, until_one_waits
from sqlalchemy.exc import IntegrityError

from shared.errors import Conflict
from shared.rows import flush_or_refuse, locked_row


class RoomLit(Conflict):
    """The room has a lamp."""

    title = "The room has a lamp"


async def test_two_that_switch_one_lamp_take_turns_and_lose_nothing(database):
    async def switch() -> None:
        async with database.transaction() as session:
            # Read before the lock: without the refresh both would count from this.
            assert await session.get(Lamp, 1)
            lamp = await locked_row(session, Lamp, 1)
            assert lamp is not None
            await asyncio.sleep(0.05)
            lamp.switched += 1

    await asyncio.gather(*(switch() for _ in range(4)))
    async with database.transaction() as session:
        lamp = await session.get(Lamp, 1)
    assert lamp is not None
    assert lamp.switched == 4


async def test_the_lock_keeps_what_the_session_changed_before_it(database):
    async with database.transaction() as session:
        lamp = await session.get(Lamp, 1)
        assert lamp is not None
        lamp.state = "lit"
        again = await locked_row(session, Lamp, 1)
        assert again is lamp
        assert lamp.state == "lit"


async def test_a_row_that_is_not_there_is_none(database):
    async with database.transaction() as session:
        assert await locked_row(session, Lamp, 2) is None


async def test_a_shared_lock_is_shared_and_keeps_changes_waiting(database):
    async def change() -> None:
        async with database.transaction() as session:
            assert await locked_row(session, Lamp, 1)

    async with database.transaction() as first, database.transaction() as second:
        assert await locked_row(first, Lamp, 1, shared=True)
        assert await locked_row(second, Lamp, 1, shared=True)
        changing = asyncio.create_task(change())
        await until_one_waits(database)
        assert not changing.done()
    await changing


async def add(database, lamp, refusals) -> None:
    async with database.transaction() as session:
        session.add(lamp)
        await flush_or_refuse(session, refusals)


@pytest.mark.parametrize("refusal", [RoomLit("It has one"), lambda: RoomLit("It has one")])
async def test_a_violated_constraint_is_the_refusal_that_stands_for_its_name(database, refusal):
    with pytest.raises(RoomLit, match="It has one") as raised:
        await add(database, Lamp(number=2, room="hall"), {"uq_lamps_room": refusal})
    assert isinstance(raised.value.__cause__, IntegrityError)


async def test_a_constraint_without_a_refusal_raises_as_it_is(database):
    broken = Lamp(number=2, room="attic", state="broken")
    with pytest.raises(IntegrityError, match="ck_lamps_state_known"):
        await add(database, broken, {"uq_lamps_room": RoomLit("It has one")})


def test_every_constraint_of_a_declared_table_has_its_name():
    names = {str(constraint.name) for constraint in Base.metadata.tables["lamps"].constraints}
    assert names == {"pk_lamps", "uq_lamps_room", "ck_lamps_state_known"}
