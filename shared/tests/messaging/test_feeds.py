"""The event log over HTTP: complete, in order, without gaps for what commits late."""

import asyncio
import contextlib
import random

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from shared.database import Database
from shared.http.app import create_service_app
from shared.http.feeds import events_router
from shared.messaging.consuming import EventProcessor
from shared.messaging.feeds import BadPosition, Position, catch_up, read_feed, read_log
from shared.messaging.outbox import announce
from shared.messaging.relay import Relay
from shared.settings import ServiceSettings

OPENED = "avt.test.door.opened.v1"


async def read_all(house, after: Position = Position(0, 0), limit: int = 50):
    """(numbers, position) of one page."""
    async with house.database.transaction() as session:
        page = await read_log(session, source="/test", after=after, limit=limit)
    return [event.data["number"] for event in page.items], Position.parse(page.next)


async def settled(house, count: int) -> bool:
    """Whether the feed shows `count` events: all of them, not only the first page.

    Other databases of the same server have transactions too, and hold the feed back.
    """
    return len((await read_all(house, limit=count))[0]) == count


async def test_a_late_commit_is_not_skipped(house, door, until) -> None:
    await house.announce(1)
    await until(lambda: settled(house, 1))
    _, position = await read_all(house)
    async with house.database.transaction() as late:
        await announce(late, door(2))
        await house.announce(3)
        # 3 is committed and visible, but 2 may still come before it.
        assert await read_all(house, position) == ([], position)
    await until(lambda: settled(house, 3))
    numbers, end = await read_all(house, position)
    assert numbers == [2, 3]
    assert await read_all(house, end) == ([], end)


async def test_a_transaction_in_another_database_delays_the_feed_and_loses_nothing(
    house, client, empty_database, until
) -> None:
    """Transaction ids are the server's, not the database's: so is the oldest that still runs."""
    neighbour = Database(await empty_database())
    done: list[int] = []

    async def note(event) -> None:
        done.append(event.data["number"])

    async with neighbour.transaction() as session:
        await session.execute(sa.select(sa.func.pg_current_xact_id().cast(sa.Text)))
        await house.announce(1, 2)
        position = await catch_up(client, producer="test", handle=note)
        assert done == []
        assert Position.parse(position) == Position(0, 0)
    await neighbour.dispose()
    await until(lambda: settled(house, 2))
    await catch_up(client, producer="test", handle=note, after=position)
    assert done == [1, 2]


async def test_a_late_rollback_holds_up_nothing(house, door, until) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with house.database.transaction() as late:
            await announce(late, door(1))
            await house.announce(2)
            raise ZeroDivisionError
    await until(lambda: settled(house, 1))
    assert (await read_all(house))[0] == [2]


async def test_a_reader_beside_many_writers_gets_every_event_once(house, door, until) -> None:
    """Writers that hold their transactions open for random times, three readers' page sizes."""
    chance = random.Random(7)
    total = 60

    async def write(number: int) -> None:
        await asyncio.sleep(chance.random())
        async with house.database.transaction() as session:
            await asyncio.sleep(chance.random() * 0.2)
            await announce(session, door(number))
            await asyncio.sleep(chance.random() * 0.3)

    async def follow(limit: int) -> list[int]:
        got, position = [], Position(0, 0)
        async with asyncio.timeout(60):
            while len(got) < total:
                numbers, position = await read_all(house, position, limit)
                got += numbers
                await asyncio.sleep(0.01)
        return got

    readers = [asyncio.create_task(follow(limit)) for limit in (1, 7, 200)]
    await asyncio.gather(*(write(number) for number in range(total)))
    first, second, third = await asyncio.gather(*readers)
    assert sorted(first) == list(range(total))
    assert first == second == third


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_position_is_read_back_as_it_was_written(transaction_id: int, row_id: int) -> None:
    position = Position(transaction_id, row_id)
    assert Position.parse(str(position)) == position


@given(st.text(max_size=40))
def test_no_other_text_is_a_position(text: str) -> None:
    try:
        position = Position.parse(text)
    except BadPosition:
        return
    assert str(position) == text


@pytest.mark.parametrize("plain", ["1", "1.2.3", "-1.2", "9223372036854775808.1", "1.1_0", "a.b"])
def test_a_position_outside_of_what_the_log_can_hold_is_refused(plain: str) -> None:
    import base64

    text = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
    with pytest.raises(BadPosition):
        Position.parse(text)


@pytest.fixture
async def client(house, key_source, mint):
    """The feed of a service over HTTP, with a machine's token."""
    settings = ServiceSettings(
        database_url=house.url,
        broker_url="memory://",
        secret_key="a secret for tests only, 32 chars",
        environment="test",
    )
    app = create_service_app(
        name="test",
        title="Test",
        description="A service for tests",
        settings=settings,
        routers=[events_router("test")],
        keys=key_source,
    )
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        token = mint(scopes=["feeds:read"], kind="machine")
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://test",
            headers={"Authorization": f"Bearer {token}"},
        ) as client:
            yield client


URL = "/v1/test/feeds/events"


async def test_the_feed_pages_through_the_log_sent_or_not(house, client, recording, until) -> None:
    await house.announce(*range(3))
    await Relay(house.database, recording, source="/test").drain()
    await house.announce(3, 4)
    await until(lambda: settled(house, 5))
    first = (await client.get(URL, params={"limit": 3})).json()
    assert [item["data"]["number"] for item in first["items"]] == [0, 1, 2]
    assert [item["id"] for item in first["items"]] == [str(i) for i in recording.ids]
    assert first["items"][0]["source"] == "/test"
    assert first["more"]
    second = (await client.get(URL, params={"after": first["next"]})).json()
    assert [item["data"]["number"] for item in second["items"]] == [3, 4]
    assert not second["more"]
    third = (await client.get(URL, params={"after": second["next"]})).json()
    assert third == {"items": [], "next": second["next"], "more": False}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"after": "AAAA"}, 400),
        ({"after": "\x00"}, 400),
        ({"after": "ķ"}, 400),
        ({"after": ""}, 422),
        ({"after": "A" * 101}, 422),
        ({"limit": 0}, 422),
        ({"limit": 201}, 422),
        ({"limit": "many"}, 422),
    ],
    ids=str,
)
async def test_a_bad_question_to_the_feed_is_answered_with_a_problem(
    client, query: dict[str, object], status: int
) -> None:
    answer = await client.get(URL, params=query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_feed_is_for_callers_with_its_scope_only(client, mint) -> None:
    del client.headers["Authorization"]
    assert (await client.get(URL)).status_code == 401
    stranger = {"Authorization": f"Bearer {mint(scopes=['registry:read'])}"}
    assert (await client.get(URL, headers=stranger)).status_code == 403


async def test_a_late_consumer_catches_up_and_does_nothing_twice(
    house, client, recording, until
) -> None:
    await house.announce(*range(450))
    await Relay(house.database, recording, source="/test").drain()
    process = EventProcessor(
        name="porter", database=house.database, handlers={OPENED: house.handle}
    )
    for event in recording.published[400:]:
        await process(event)  # what has already come by the broker
    await until(lambda: settled(house, 450))
    position = await catch_up(client, producer="test", handle=process)
    assert await house.done() == list(range(450))

    await house.announce(450)
    async with asyncio.timeout(45):
        while await house.done() != list(range(451)):
            position = await catch_up(client, producer="test", handle=process, after=position)


async def test_catching_up_waits_for_a_producer_that_is_away(house, client, monkeypatch) -> None:
    answers = [httpx.Response(503), httpx.ConnectError("refused")]
    real = client.get

    async def sometimes(*args, **kwargs):
        if answers:
            answer = answers.pop()
            if isinstance(answer, Exception):
                raise answer
            return answer
        return await real(*args, **kwargs)

    monkeypatch.setattr(client, "get", sometimes)
    pages = [page async for page in read_feed(client, "test")]
    assert len(pages) == 1
    assert answers == []


async def test_catching_up_without_the_scope_is_refused_and_not_repeated(client, mint) -> None:
    client.headers["Authorization"] = f"Bearer {mint(scopes=[])}"
    with pytest.raises(httpx.HTTPStatusError):
        await catch_up(client, producer="test", handle=None)
