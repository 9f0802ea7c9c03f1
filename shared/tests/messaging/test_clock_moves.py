"""The business clock of a service follows the one that the registry moved."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.clock_moves import CLOCK_MOVED, HANDLERS
from shared.clocks import read_business_clock
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Undecodable
from shared.testing.contracts import read_example


@pytest.fixture
def hear(house) -> EventProcessor:
    return EventProcessor(name="any service", database=house.database, handlers=HANDLERS)


async def offset_of(house) -> timedelta:
    async with house.database.transaction() as session:
        now = (await read_business_clock(session)).now()
    return now - datetime.now(UTC)


async def test_the_clock_goes_by_the_example_that_the_registry_has_committed(house, hear) -> None:
    event = read_example(CLOCK_MOVED)
    await hear(event)
    moved = timedelta(seconds=event.data["offset_seconds"])
    assert abs(await offset_of(house) - moved) < timedelta(minutes=1)


async def test_a_move_of_centuries_is_no_move_and_is_not_tried_again(house, hear) -> None:
    event = read_example(CLOCK_MOVED)
    moved = event.model_copy(update={"data": {**event.data, "offset_seconds": 10**10}})
    with pytest.raises(Undecodable):
        await hear(moved)
    assert abs(await offset_of(house)) < timedelta(minutes=1)
