"""Which servers a run takes, in which order, what it says of them, and when it gives up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support import servers
from tests.support.servers import POSTGRES_VARIABLE, RABBITMQ_VARIABLE, find_servers

from local.processes import CannotStart

Examine = Callable[[str], tuple[str, str]]


class Own:
    """Stands for a server that the run starts itself."""

    def __init__(self, folder: Path, **_: object) -> None:
        self.folder = folder
        self.stopped = False

    def start(self) -> str:
        return f"own://{self.folder.name}"

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A machine on which the named things answer or are installed, and nothing else."""

    def make(*, postgres: bool = False, rabbitmq: bool = False, installed: bool = False) -> None:
        async def examine(url: str) -> tuple[str, str]:
            answers = url.startswith(("own://", "given://")) or postgres
            return ("18.1", "") if answers else ("", "ConnectionRefusedError: nobody there")

        monkeypatch.setattr(servers, "_examine_postgres", examine)
        monkeypatch.setattr(servers, "speaks_amqp", lambda *_: rabbitmq)
        monkeypatch.setattr(servers, "find_program", lambda: Path("/x") if installed else None)
        monkeypatch.setattr(servers, "EmbeddedPostgres", Own)
        monkeypatch.setattr(servers, "PrivateRabbitMQ", Own)
        monkeypatch.setattr(servers.os, "geteuid", lambda: 1000)

    monkeypatch.delenv(POSTGRES_VARIABLE, raising=False)
    monkeypatch.delenv(RABBITMQ_VARIABLE, raising=False)
    return make


def test_what_the_environment_names_comes_first(
    machine: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(postgres=True, rabbitmq=True, installed=True)
    monkeypatch.setenv(POSTGRES_VARIABLE, "given://postgres")
    monkeypatch.setenv(RABBITMQ_VARIABLE, "given://rabbitmq")
    found = find_servers()
    assert (found.postgres_url, found.rabbitmq_url) == ("given://postgres", "given://rabbitmq")
    assert all("named by AVT_TEST_" in line for line in found.lines)
    assert found.own == []


def test_a_named_server_that_cannot_be_used_is_not_replaced_by_another(
    machine: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(rabbitmq=True, installed=True)
    monkeypatch.setenv(POSTGRES_VARIABLE, "postgresql://elsewhere/x")
    with pytest.raises(CannotStart, match=f"{POSTGRES_VARIABLE} cannot be used"):
        find_servers()


def test_what_answers_on_the_standard_local_port_comes_second(
    machine: Callable[..., None],
) -> None:
    machine(postgres=True, rabbitmq=True, installed=True)
    found = find_servers()
    assert ":5432/" in found.postgres_url
    assert ":5672/" in found.rabbitmq_url
    assert ["127.0.0.1" in line for line in found.lines] == [True, True]


def test_servers_of_its_own_come_last_and_it_says_where(machine: Callable[..., None]) -> None:
    machine(installed=True)
    found = find_servers()
    assert found.postgres_url.startswith("own://")
    assert found.rabbitmq_url.startswith("own://")
    assert ("embedded" in found.lines[0], "private" in found.lines[1]) == (True, True)
    assert len(found.own) == 2
    found.stop()


def test_without_a_broker_the_run_fails_and_says_what_to_install(
    machine: Callable[..., None],
) -> None:
    machine(postgres=True)
    with pytest.raises(CannotStart) as refused:
        find_servers()
    assert "rabbitmq-server" in str(refused.value)
    assert RABBITMQ_VARIABLE in str(refused.value)


def test_what_was_started_is_stopped_when_the_rest_cannot_be_found(
    machine: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Own] = []

    class Noted(Own):
        def __init__(self, folder: Path, **kind: object) -> None:
            super().__init__(folder, **kind)
            started.append(self)

    machine()
    monkeypatch.setattr(servers, "EmbeddedPostgres", Noted)
    with pytest.raises(CannotStart):
        find_servers()
    assert [own.stopped for own in started] == [True]
    assert not started[0].folder.exists()
