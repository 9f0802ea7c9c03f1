"""A RabbitMQ node of the test's own, beside whatever broker the machine runs."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage

from local import rabbitmq
from local.processes import CannotStart, remove_reachable_folder, wait_until
from local.rabbitmq import PrivateRabbitMQ, speaks_amqp


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "rabbitmq"
    remove_reachable_folder(tmp_path / "rabbitmq")


async def test_persistent_messages_survive_a_crash_and_a_restart(folder: Path) -> None:
    node = PrivateRabbitMQ(folder)
    url = node.start()
    try:
        async with await aio_pika.connect(url) as connection:
            channel = await connection.channel()
            queue = await channel.declare_queue(
                "kept", durable=True, arguments={"x-queue-type": "quorum"}
            )
            message = aio_pika.Message(b"7", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await channel.default_exchange.publish(message, routing_key=queue.name)
        await asyncio.sleep(2)  # see PrivateRabbitMQ.kill
        node.kill()
        assert not speaks_amqp("127.0.0.1", int(url.rpartition(":")[2].strip("/")))
        assert node.start() == url
        async with await aio_pika.connect(url) as connection:
            channel = await connection.channel()
            queue = await channel.declare_queue("kept", passive=True)
            arrived: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

            async def take(message: AbstractIncomingMessage) -> None:
                arrived.set_result(message.body)

            await queue.consume(take, no_ack=True)
            assert await asyncio.wait_for(arrived, 20) == b"7"
    finally:
        node.stop()


def test_a_machine_without_rabbitmq_is_told_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbitmq, "find_program", lambda: None)
    with pytest.raises(CannotStart, match="apt-get install rabbitmq-server"):
        PrivateRabbitMQ(folder).start()


def test_the_node_ends_when_our_process_is_killed(folder: Path) -> None:
    program = """
        import sys, time
        from pathlib import Path
        from local.rabbitmq import PrivateRabbitMQ
        print(PrivateRabbitMQ(Path(sys.argv[1])).start(), flush=True)
        time.sleep(600)
    """
    owner = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(folder)], stdout=subprocess.PIPE
    )
    assert owner.stdout is not None
    port = int(owner.stdout.readline().decode().rpartition(":")[2].strip("/\n"))
    assert speaks_amqp("127.0.0.1", port)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert wait_until(lambda: not speaks_amqp("127.0.0.1", port), seconds=60)
