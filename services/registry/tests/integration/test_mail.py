"""From a posted mail to one that has arrived, over PostgreSQL, a folder and a mail server."""

import asyncio
import email
import socketserver
import stat
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Outbox
from structlog.testing import capture_logs

from registry.mail.orm import OutgoingMail
from registry.mail.rules import LIFETIME, MOST_IN_A_WHILE, PACE, WHILE
from registry.mail.sending import MailSender
from registry.mail.transports import MailPort, MailRefused, Spool, transport_of
from registry.mail.use_cases import post_mail
from registry.vault import Vault
from shared.clocks import Clock
from shared.database import Database
from shared.testing.clocks import FixedClock

VAULT = Vault("a master secret for the tests, not another")
TO = "ilze@kadrs.example"
TOKEN = "a-token-that-nobody-may-read-in-the-database"


@pytest.fixture
async def database(fresh_database: Callable[[str], Awaitable[str]]) -> Any:
    made = Database(await fresh_database("registry"))
    yield made
    await made.dispose()


async def posts(database: Database, *, clock: Clock = CLOCK, **more: Any) -> bool:
    values = {"to": TO, "kind": "reset_password", "values": {"token": TOKEN}, **more}
    async with database.transaction() as session:
        return await post_mail(session, clock, vault=VAULT, **values)


def sender(database: Database, port: MailPort, *, clock: Clock = CLOCK) -> MailSender:
    return MailSender(database, VAULT, port, sender="no-reply@avt.example", clock=clock)


def later(duration: timedelta) -> FixedClock:
    return FixedClock(CLOCK.now() + duration)


async def waiting(database: Database) -> list[OutgoingMail]:
    async with database.transaction() as session:
        return list(await session.scalars(sa.select(OutgoingMail)))


async def test_a_posted_mail_arrives_in_the_language_asked_for_and_is_forgotten(
    database: Database,
) -> None:
    port = Outbox()
    await posts(database, language="et")
    assert await sender(database, port).send_due() == 1
    (message,) = port.to(TO)
    assert message["Subject"] == "Parooli lähtestamine"
    assert TOKEN in message.get_content()
    assert await waiting(database) == []
    assert await sender(database, port).send_due() == 0


async def test_a_mail_of_a_transaction_that_fails_is_never_sent(database: Database) -> None:
    async def fails() -> None:
        async with database.transaction() as session:
            await post_mail(
                session, CLOCK, vault=VAULT, to=TO, kind="reset_password", values={"token": TOKEN}
            )
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    assert await sender(database, Outbox()).send_due() == 0


async def test_the_database_holds_neither_the_address_nor_the_token(database: Database) -> None:
    await posts(database)
    async with database.transaction() as session:
        rows = await session.execute(
            sa.text("select o::text || p::text from outgoing_mails o, posted_mails p")
        )
        (kept,) = rows.scalars()
    for secret in (TO, TOKEN):
        assert secret not in kept
        assert secret.encode().hex() not in kept


async def test_an_address_gets_five_mails_of_a_kind_at_once_however_many_ask(
    database: Database,
) -> None:
    many = MOST_IN_A_WHILE * 2
    sent = await asyncio.gather(*(posts(database, to=TO.upper()) for _ in range(many)))
    assert sorted(sent) == [False] * MOST_IN_A_WHILE + [True] * MOST_IN_A_WHILE
    assert len(await waiting(database)) == MOST_IN_A_WHILE
    assert not await posts(database)
    assert await posts(database, kind="already_registered", values={})
    assert await posts(database, to="andris@kadrs.example")
    assert await posts(database, clock=later(WHILE))


async def test_beyond_five_an_address_gets_one_mail_each_ten_minutes(database: Database) -> None:
    started = CLOCK.now()
    for _ in range(MOST_IN_A_WHILE):
        assert await posts(database, clock=FixedClock(started))
    for number in (1, 2):
        early = FixedClock(started + number * PACE - timedelta(seconds=1))
        assert not await posts(database, clock=early)
        due = FixedClock(started + number * PACE)
        many = await asyncio.gather(*(posts(database, clock=due) for _ in range(3)))
        assert sorted(many) == [False, False, True]
    assert len(await waiting(database)) == MOST_IN_A_WHILE + 2


async def test_a_mail_waits_for_its_transport_and_goes_when_it_is_back(database: Database) -> None:
    class Away:
        async def deliver(self, message: EmailMessage, *, name: str) -> None:
            raise OSError(f"nobody listens there for {TO}: {message}")

    await posts(database)
    with capture_logs() as told:
        assert await sender(database, Away()).send_due() == 1
    assert [entry["event"] for entry in told] == ["mail_waits"]
    assert TO not in str(told)
    assert TOKEN not in str(told)
    assert await sender(database, Outbox()).send_due() == 0, "it is not due yet"
    port = Outbox()
    soon = later(timedelta(seconds=6))
    assert await sender(database, port, clock=soon).send_due() == 1
    assert len(port.to(TO)) == 1
    assert await waiting(database) == []


@pytest.mark.parametrize("reason", ["expired", "refused", "unreadable"])
async def test_a_mail_that_is_of_no_use_any_more_is_given_up(
    database: Database, reason: str
) -> None:
    class Refusing:
        async def deliver(self, message: EmailMessage, *, name: str) -> None:
            raise MailRefused

    await posts(database)
    port = Outbox()
    if reason == "expired":
        over = later(LIFETIME["reset_password"])
        assert await sender(database, port, clock=over).send_due() == 0
    elif reason == "refused":
        await sender(database, Refusing()).send_due()
    else:
        await MailSender(database, Vault("x" * 32), port, sender="a@b.example").send_due()
    assert await waiting(database) == []
    assert port.messages == []


async def test_two_senders_never_take_one_mail_and_a_dead_ones_is_taken_over(
    database: Database,
) -> None:
    class Dying:
        async def deliver(self, message: EmailMessage, *, name: str) -> None:
            raise asyncio.CancelledError

    await posts(database)
    with pytest.raises(asyncio.CancelledError):
        await sender(database, Dying()).send_due()
    port = Outbox()
    assert await sender(database, port).send_due() == 0, "leased"
    assert await sender(database, port, clock=later(timedelta(minutes=5))).send_due() == 1
    for number in range(8):
        await posts(database, to=f"nr{number}@kadrs.example")
    both = [sender(database, port) for _ in range(2)]
    assert sum(await asyncio.gather(*(one.send_due() for one in both))) == 8
    assert len({message["To"] for message in port.messages}) == len(port.messages) == 9


@pytest.mark.parametrize(
    "wrong", [{"to": "a@b.example\nBcc: c@d.example"}, {"values": {}}, {"values": {"name": "x"}}]
)
async def test_a_mail_that_could_not_be_written_is_not_posted(
    database: Database, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"address|filled in"):
        await posts(database, **wrong)


async def test_a_spool_holds_whole_mails_that_we_alone_can_read(
    database: Database, tmp_path: Path
) -> None:
    spool = Spool(tmp_path / "deep" / "mail")
    await posts(database)
    await sender(database, spool).send_due()
    (file,) = spool.folder.iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert message["To"] == TO
    assert TOKEN in message.get_body().get_content()  # type: ignore[union-attr]
    assert TOKEN in file.read_text(), "a person reads it as it is"


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails as a plain server of a local network does; refuses one address."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[bytes] = []


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            verb = line.split()[0].upper().decode()
            if verb == "EHLO":
                self.say("250-here\r\n250 8BITMIME")
            elif verb == "RCPT" and b"nobody@" in line:
                self.say("550 no such mailbox")
            elif verb == "DATA":
                self.say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append(body)  # type: ignore[attr-defined]
                self.say("250 taken")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 good")

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def test_a_mail_server_is_handed_the_mail_and_its_refusal_is_final(
    database: Database, mail_server: MailServer
) -> None:
    port = transport_of(f"smtp://127.0.0.1:{mail_server.server_address[1]}")
    await posts(database)
    await posts(database, to="nobody@kadrs.example")
    assert await sender(database, port).send_due() == 2
    (taken,) = mail_server.taken
    assert TOKEN.encode() in taken
    assert await waiting(database) == []


async def test_a_password_is_never_told_to_a_mail_server_in_clear(
    database: Database, mail_server: MailServer
) -> None:
    port = transport_of(f"smtp://me:secret@127.0.0.1:{mail_server.server_address[1]}")
    await posts(database)
    await sender(database, port).send_due()
    assert mail_server.taken == []
    assert len(await waiting(database)) == 1
