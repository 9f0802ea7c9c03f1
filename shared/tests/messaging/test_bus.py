"""What every bus promises, as one suite that both transports inherit."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from shared.messaging.bus import (
    Bus,
    Retries,
    UnknownQueue,
    connect,
    in_process,
    rabbitmq_subscriptions,
)
from shared.messaging.bus.in_process import InProcessBus
from shared.messaging.bus.rabbitmq import RabbitMQBus
from shared.messaging.events import Event, Undecodable

QUICK = Retries(limit=3, first_delay=0.005)
OPENED = "avt.test.door.opened.v1"
CLOSED = "avt.test.door.closed.v1"


def event(event_type: str = OPENED, number: int = 0) -> Event:
    return Event(
        id=uuid4(),
        source="/test",
        type=event_type,
        time=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        subject=str(uuid4()),
        data={"number": number, "name": "Ķēniņš „Āža”", "note": None},
        requestid="request-1",
    )


async def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def until_dead(bus: Bus, queue: str, count: int) -> None:
    async with asyncio.timeout(30):
        while len(await bus.dead_letters(queue)) != count:
            await asyncio.sleep(0.05)


class Recorder:
    """A handler that notes what it gets, and fails as it is told."""

    def __init__(self, failing: Callable[[Event, int], Exception | None] | None = None) -> None:
        self.events: list[Event] = []
        self._failing = failing

    async def __call__(self, received: Event) -> None:
        self.events.append(received)
        attempt = self.attempts(received.id)
        failure = self._failing(received, attempt) if self._failing else None
        if failure is not None:
            raise failure

    def attempts(self, event_id: UUID) -> int:
        return sum(1 for one in self.events if one.id == event_id)


class BusBehaviour(ABC):
    """Inherit, and give `bus` and `send_bytes`."""

    @pytest.fixture
    @abstractmethod
    def bus(self) -> Bus: ...

    @abstractmethod
    def send_bytes(self, bus: Bus, event_type: str, body: bytes) -> Awaitable[None]: ...

    async def test_each_queue_gets_the_events_of_its_types_and_no_others(self, bus: Bus) -> None:
        porter, archive = Recorder(), Recorder()
        await bus.subscribe("porter", [OPENED], porter, retries=QUICK)
        await bus.subscribe("archive", [OPENED, CLOSED], archive, retries=QUICK)
        opened, closed = event(OPENED), event(CLOSED)
        await bus.publish(opened)
        await bus.publish(closed)
        await until(lambda: len(archive.events) == 2 and len(porter.events) == 1)
        assert porter.events == [opened]
        assert archive.events == [opened, closed]

    async def test_subscriptions_of_one_queue_share_its_events(self, bus: Bus) -> None:
        first, second = Recorder(), Recorder()
        await bus.subscribe("porter", [OPENED], first, retries=QUICK)
        await bus.subscribe("porter", [OPENED], second, retries=QUICK)
        sent = [event(number=number) for number in range(10)]
        for one in sent:
            await bus.publish(one)
        await until(lambda: len(first.events) + len(second.events) >= 10)
        assert {one.id for one in first.events + second.events} == {one.id for one in sent}
        assert len(first.events) + len(second.events) == 10

    async def test_an_event_without_a_subscriber_is_legal(self, bus: Bus) -> None:
        await bus.publish(event())

    async def test_events_reach_a_queue_in_the_order_of_publishing(self, bus: Bus) -> None:
        porter, archive = Recorder(), Recorder()
        await bus.subscribe("porter", [OPENED], porter, retries=QUICK)
        await bus.subscribe("archive", [OPENED, CLOSED], archive, retries=QUICK)
        types = [OPENED if number % 3 else CLOSED for number in range(60)]
        await asyncio.gather(*(bus.publish(event(t, n)) for n, t in enumerate(types)))
        await until(lambda: len(archive.events) == 60)
        assert [one.data["number"] for one in archive.events] == list(range(60))
        numbers = [one.data["number"] for one in porter.events]
        assert numbers == sorted(numbers)

    async def test_a_delivery_that_failed_comes_again(self, bus: Bus) -> None:
        handler = Recorder(lambda _, attempt: ValueError("not yet") if attempt < 3 else None)
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        sent = event()
        await bus.publish(sent)
        await until(lambda: len(handler.events) == 3)
        await asyncio.sleep(0.05)
        assert handler.attempts(sent.id) == 3
        assert await bus.dead_letters("porter") == []

    async def test_a_delivery_that_waits_for_its_repetition_holds_up_no_other(
        self, bus: Bus
    ) -> None:
        poison, good = event(number=1), event(number=2)
        handler = Recorder(lambda one, _: ValueError("never") if one.id == poison.id else None)
        slow = Retries(limit=3, first_delay=0.3)
        await bus.subscribe("porter", [OPENED], handler, retries=slow)
        async with asyncio.TaskGroup() as group:
            group.create_task(bus.publish(poison))
            group.create_task(bus.publish(good))
            await until(lambda: handler.attempts(good.id) == 1)
            assert handler.attempts(poison.id) == 1

    async def test_after_the_limit_a_delivery_is_a_dead_letter(self, bus: Bus) -> None:
        handler = Recorder(lambda *_: ValueError("never"))
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        sent = event()
        await bus.publish(sent)
        await until_dead(bus, "porter", 1)
        (letter,) = await bus.dead_letters("porter")
        assert handler.attempts(sent.id) == 1 + QUICK.limit
        assert letter.event == sent
        assert (letter.queue, letter.id, letter.type) == ("porter", str(sent.id), OPENED)
        assert letter.reason == "delivery_limit"
        assert abs((datetime.now(UTC) - letter.died_at).total_seconds()) < 60

    async def test_what_the_handler_cannot_decode_is_a_dead_letter_at_once(self, bus: Bus) -> None:
        handler = Recorder(lambda *_: Undecodable("number: missing"))
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        sent = event()
        await bus.publish(sent)
        await until_dead(bus, "porter", 1)
        (letter,) = await bus.dead_letters("porter")
        assert handler.attempts(sent.id) == 1
        assert (letter.reason, letter.event) == ("rejected", sent)

    @pytest.mark.parametrize("body", [b"\xff\x00", b"[]", b'{"specversion": "0.3"}'])
    async def test_bytes_that_are_no_event_are_a_dead_letter_at_once(
        self, bus: Bus, body: bytes
    ) -> None:
        handler = Recorder()
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        await self.send_bytes(bus, OPENED, body)
        await until_dead(bus, "porter", 1)
        (letter,) = await bus.dead_letters("porter")
        assert handler.events == []
        assert (letter.reason, letter.type, letter.body) == ("rejected", OPENED, body)
        with pytest.raises(Undecodable):
            _ = letter.event

    async def test_dead_letters_are_still_there_after_listing_them(self, bus: Bus) -> None:
        await bus.subscribe("porter", [OPENED], Recorder(lambda *_: Undecodable("no")))
        sent = [event(number=number) for number in range(3)]
        for one in sent:
            await bus.publish(one)
        await until_dead(bus, "porter", 3)
        assert [one.id for one in await bus.dead_letters("porter", limit=2)] == [
            str(one.id) for one in sent[:2]
        ]
        assert len(await bus.dead_letters("porter")) == 3

    async def test_a_resent_dead_letter_goes_to_its_own_queue_only(self, bus: Bus) -> None:
        repaired = False
        porter = Recorder(lambda *_: None if repaired else Undecodable("not yet"))
        archive = Recorder()
        await bus.subscribe("porter", [OPENED], porter, retries=QUICK)
        await bus.subscribe("archive", [OPENED], archive, retries=QUICK)
        first, second = event(number=1), event(number=2)
        await bus.publish(first)
        await bus.publish(second)
        await until_dead(bus, "porter", 2)
        repaired = True
        assert await bus.resend("porter", [str(second.id)]) == 1
        await until(lambda: porter.attempts(second.id) == 2)
        assert [one.id for one in await bus.dead_letters("porter")] == [str(first.id)]
        assert await bus.resend("porter") == 1
        await until(lambda: porter.attempts(first.id) == 2)
        assert await bus.dead_letters("porter") == []
        assert archive.events == [first, second]

    async def test_a_resent_dead_letter_that_fails_again_is_a_dead_letter_again(
        self, bus: Bus
    ) -> None:
        porter = Recorder(lambda *_: Undecodable("never"))
        await bus.subscribe("porter", [OPENED], porter, retries=QUICK)
        sent = event()
        await bus.publish(sent)
        await until_dead(bus, "porter", 1)
        assert await bus.resend("porter") == 1
        await until(lambda: porter.attempts(sent.id) == 2)
        await until_dead(bus, "porter", 1)
        (letter,) = await bus.dead_letters("porter")
        assert (letter.type, letter.event) == (OPENED, sent)

    async def test_an_unknown_queue_has_no_dead_letters_to_ask_for(self, bus: Bus) -> None:
        with pytest.raises(UnknownQueue):
            await bus.dead_letters("nobody")
        with pytest.raises(UnknownQueue):
            await bus.resend("nobody")

    async def test_every_listener_gets_its_copy_and_one_that_fails_harms_nobody(
        self, bus: Bus
    ) -> None:
        failing = Recorder(lambda *_: ValueError("broken"))
        first, second, queue = Recorder(), Recorder(), Recorder()
        for listener in (failing, first, second):
            await bus.listen([OPENED], listener)
        await bus.subscribe("porter", [OPENED], queue, retries=QUICK)
        sent = [event(number=1), event(number=2)]
        for one in sent:
            await bus.publish(one)
        await bus.publish(event(CLOSED))
        recorders = (failing, first, second, queue)
        await until(lambda: all(len(one.events) == 2 for one in recorders))
        assert first.events == second.events == queue.events == sent

    async def test_a_listener_learns_when_listening_has_begun(self, bus: Bus) -> None:
        begun = []

        async def begin() -> None:
            begun.append(True)
            raise OSError("the list of before cannot be read")

        listener = Recorder()
        await bus.listen([OPENED], listener, on_begin=begin)
        await bus.publish(event())
        await until(lambda: len(listener.events) == 1)
        assert begun == [True]

    async def test_a_closed_listener_gets_nothing_more(self, bus: Bus) -> None:
        closed, other = Recorder(), Recorder()
        subscription = await bus.listen([OPENED], closed)
        await bus.listen([OPENED], other)
        await subscription.close()
        await bus.publish(event())
        await until(lambda: len(other.events) == 1)
        assert closed.events == []

    async def test_closing_a_subscription_lets_the_running_delivery_end(self, bus: Bus) -> None:
        began, finished = asyncio.Event(), []

        async def slow(received: Event) -> None:
            began.set()
            await asyncio.sleep(0.2)
            finished.append(received)

        subscription = await bus.subscribe("porter", [OPENED], slow, retries=QUICK)
        sent = event()
        publishing = asyncio.create_task(bus.publish(sent))
        await began.wait()
        await subscription.close()
        assert finished == [sent]
        await publishing

    async def test_closing_a_subscription_does_not_wait_for_ever(
        self, bus: Bus, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (in_process, rabbitmq_subscriptions):
            monkeypatch.setattr(module, "GRACE_SECONDS", 0.2)
        began = asyncio.Event()

        async def stuck(received: Event) -> None:
            began.set()
            await asyncio.Event().wait()

        subscription = await bus.subscribe("porter", [OPENED], stuck, retries=QUICK)
        publishing = asyncio.create_task(bus.publish(event()))
        await began.wait()
        async with asyncio.timeout(5):
            await subscription.close()
        publishing.cancel()


class TestInProcessBus(BusBehaviour):
    @pytest.fixture
    async def bus(self) -> AsyncIterator[InProcessBus]:
        bus = connect("memory://")
        assert isinstance(bus, InProcessBus)
        yield bus
        await bus.close()

    async def send_bytes(self, bus: Bus, event_type: str, body: bytes) -> None:
        assert isinstance(bus, InProcessBus)
        await bus.publish_bytes(event_type, body)

    async def test_publish_returns_only_when_the_handler_has_succeeded(self, bus: Bus) -> None:
        handler = Recorder(lambda _, attempt: ValueError("not yet") if attempt < 3 else None)
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        await bus.publish(event())
        assert len(handler.events) == 3

    async def test_publish_returns_only_when_the_dead_letter_is_noted(self, bus: Bus) -> None:
        handler = Recorder(lambda *_: ValueError("never"))
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        await bus.publish(event())
        assert len(await bus.dead_letters("porter")) == 1

    async def test_publish_is_refused_while_nobody_consumes_a_queue_that_wants_it(
        self, bus: Bus
    ) -> None:
        subscription = await bus.subscribe("porter", [OPENED], Recorder(), retries=QUICK)
        await subscription.close()
        with pytest.raises(ConnectionError):
            await bus.publish(event())
        handler = Recorder()
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        await bus.publish(event())
        assert len(handler.events) == 1


class TestRabbitMQBus(BusBehaviour):
    @pytest.fixture
    async def bus(self, broker_url: str, run_prefix: str) -> AsyncIterator[RabbitMQBus]:
        bus = connect(broker_url, run_prefix)
        assert isinstance(bus, RabbitMQBus)
        yield bus
        await bus.close()

    async def send_bytes(self, bus: Bus, event_type: str, body: bytes) -> None:
        assert isinstance(bus, RabbitMQBus)
        await bus.publish_bytes(event_type, body)

    async def test_a_queue_collects_while_its_consumer_is_away(self, bus: Bus) -> None:
        subscription = await bus.subscribe("porter", [OPENED], Recorder(), retries=QUICK)
        await subscription.close()
        sent = [event(number=number) for number in range(3)]
        for one in sent:
            await bus.publish(one)
        handler = Recorder()
        await bus.subscribe("porter", [OPENED], handler, retries=QUICK)
        await until(lambda: len(handler.events) == 3)
        assert handler.events == sent


def test_a_bus_of_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="kafka"):
        connect("kafka://broker")
