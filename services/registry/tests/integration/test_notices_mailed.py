"""How notices are mailed: at once, once a day, never; with proof, and not to dead addresses."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.integration.test_notices_inbox import told

from registry.delegations.use_cases import relieve_person
from registry.mail.transports import MailRefused
from registry.notices import mailing
from registry.notices.duties import forget_notices
from registry.notices.letters import NoticeLetters
from registry.notices.mail_orm import NoticeMail, NoticePolicy
from registry.notices.orm import InboxEntry, Notice
from registry.notices.texts import Family, families
from registry.notices.use_cases import post_notice
from shared.clocks import MovedClock


class Port:
    """A mail server that knows some addresses no more, and that a test can shut."""

    def __init__(self) -> None:
        self.dead: set[str] = set()
        self.taken: list[EmailMessage] = []
        self.open = asyncio.Event()
        self.open.set()

    async def deliver(self, message: EmailMessage, *, name: str) -> None:
        await self.open.wait()
        if message["To"] in self.dead:
            raise MailRefused("the server refuses the address")
        self.taken.append(message)

    def to(self, person: Person) -> list[EmailMessage]:
        return [message for message in self.taken if message["To"] == person.email]


@pytest.fixture
def port(world: World, monkeypatch: pytest.MonkeyPatch) -> Port:
    """Where the service's own sender brings its mails."""
    port = Port()
    monkeypatch.setattr(world.mails, "deliver", port.deliver)
    return port


async def sent(world: World) -> None:
    """Until nothing waits any more."""
    async with asyncio.timeout(20):
        while await world.count("outgoing_mails"):
            await asyncio.sleep(0.05)


async def wants(person: Person, **families: str) -> None:
    changed = await person.calls(
        "PATCH", "/notice-settings", json={"families": families}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text


async def proof(person: Person, notice_id: str) -> Any:
    return (await person.calls("GET", f"/notices/{notice_id}")).json()["mail"]


async def test_a_notice_is_mailed_at_once_and_its_reader_sees_what_was_sent_when(
    world: World, port: Port
) -> None:
    company = await world.organisation(name="SIA Kadrs un skaņa")
    person = await world.person(organisation_id=company)
    link = "/v1/registry/organisations/1"
    port.open.clear()
    notice_id = await told(world, company, link=link)
    waiting = await proof(person, notice_id)
    assert (waiting["outcome"], waiting["attempts"], waiting["digest"]) == (None, 0, False)
    port.open.set()
    await sent(world)
    (message,) = port.to(person)
    assert message["Subject"] == "Kolēģa adrese vairs nepieņem vēstules"
    assert "SIA Kadrs un skaņa" in message.get_content()
    assert link in message.get_content()
    assert message["Message-ID"].startswith(f"<{waiting['id']}@")
    done = await proof(person, notice_id)
    assert (done["outcome"], done["attempts"]) == ("sent", 1)
    assert done["settled_at"] is not None


async def test_who_lost_the_role_before_the_mail_leaves_gets_none_but_of_that_loss(
    world: World, port: Port
) -> None:
    company = await world.organisation()
    gone = await world.person(organisation_id=company)
    stays = await world.person(organisation_id=company)
    for person in (gone, stays):
        await wants(person, generic="daily")
    await told(world, company, template="generic")
    async with world.database.transaction() as session:
        await post_notice(
            session,
            CLOCK,
            organisation_id=company,
            role="representative",
            template="entry_closed",
            values={"organisation": "SIA Kadrs un skaņa"},
        )
        await relieve_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=company,
            account_id=gone.id,
            office="representative",
        )
    async with world.database.transaction() as session:
        await mailing.send_digests(session, MovedClock(timedelta(days=1)))
    await sent(world)
    (farewell,) = port.to(gone)
    assert farewell["Subject"].startswith("Ieraksts slēgts")
    assert {message["Subject"] for message in port.to(stays)} == {
        farewell["Subject"],
        "Paziņojumi: 1",
    }


async def test_what_is_wanted_once_a_day_comes_in_one_mail_after_its_hour(
    world: World, port: Port
) -> None:
    company = await world.organisation()
    daily = await world.person(organisation_id=company)
    never = await world.person(organisation_id=company)
    await wants(daily, generic="daily")
    await wants(never, generic="never")
    ids = [await told(world, company, template="generic") for _ in range(3)]
    await sent(world)
    assert port.to(daily) == port.to(never) == []
    tomorrow = MovedClock(timedelta(days=1))
    for _ in range(2):
        async with world.database.transaction() as session:
            await mailing.send_digests(session, tomorrow)
        await sent(world)
    (message,) = port.to(daily)
    assert message["Subject"] == "Paziņojumi: 3"
    assert message.get_content().count("* Jums ir paziņojums") == 3
    assert port.to(never) == []
    proofs = [await proof(daily, notice_id) for notice_id in ids]
    assert {(one["digest"], one["outcome"]) for one in proofs} == {(True, "sent")}
    assert len({one["id"] for one in proofs}) == 1
    assert await proof(never, ids[0]) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 28, 4, 59, tzinfo=UTC), datetime(2026, 3, 27, 5, tzinfo=UTC)),
        (datetime(2026, 3, 28, 5, 0, tzinfo=UTC), datetime(2026, 3, 28, 5, tzinfo=UTC)),
        # The night in which clocks in Riga go forward.
        (datetime(2026, 3, 29, 4, 30, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC)),
    ],
)
def test_the_hour_of_digests_is_one_of_riga(now: datetime, expected: datetime) -> None:
    assert mailing.last_digest(now, hour=7) == expected


async def test_who_has_had_its_fill_within_an_hour_hears_the_rest_with_the_days(
    world: World, port: Port
) -> None:
    async with world.database.transaction() as session:
        figures = (await session.scalars(sa.select(NoticePolicy))).one()
    company = await world.organisation()
    person = await world.person(organisation_id=company)
    for _ in range(figures.at_once_an_hour + 2):
        await told(world, company, template="generic")
    compulsory = await told(world, company)
    async with world.database.transaction() as session:
        rows = await session.scalars(
            sa.select(InboxEntry.delivery)
            .where(InboxEntry.account_id == person.id)
            .order_by(InboxEntry.id)
        )
        assert list(rows) == [*["at_once"] * figures.at_once_an_hour, "daily", "daily", "at_once"]
    assert await proof(person, compulsory) is not None
    await sent(world)


async def test_a_dead_address_gets_no_more_mails_and_its_administrators_hear_of_it(
    world: World, port: Port
) -> None:
    company = await world.organisation()
    boss = await world.person(organisation_id=company, roles=["administrator"])
    person = await world.person(organisation_id=company, roles=["seller"])
    port.dead.add(person.email)
    for _ in range(3):
        await told(world, company, role="seller", template="generic")
        await sent(world)
    inbox = (await boss.calls("GET", "/notices")).json()["items"]
    assert [item["template"] for item in inbox] == ["address_dead"]
    assert inbox[0]["link"].endswith(f"/representatives/{person.id}")
    assert person.email not in str(inbox)
    paused = await person.calls("GET", "/notice-settings")
    assert paused.json()["mailing_paused_at"] is not None
    withheld = await told(world, company, role="seller", template="generic")
    await sent(world)
    assert (await proof(person, withheld))["outcome"] == "withheld"
    assert len((await boss.calls("GET", "/notices")).json()["items"]) == 1
    # A new address is another, and mails go on by themselves.
    async with world.database.transaction() as session:
        await session.execute(
            sa.text("update accounts set email = :new, email_key = :new where id = :id"),
            {"new": f"jauns-{person.email}", "id": person.id},
        )
    again = await told(world, company, role="seller", template="generic")
    await sent(world)
    assert (await proof(person, again))["outcome"] == "sent"
    resumed = await person.calls("GET", "/notice-settings")
    assert resumed.json()["mailing_paused_at"] is None


async def test_of_a_dead_administrator_without_another_the_manager_hears_and_nothing_goes_round(
    world: World, port: Port
) -> None:
    company = await world.organisation()
    alone = await world.person(organisation_id=company)
    port.dead.add(alone.email)
    for _ in range(4):
        await told(world, company)
        await sent(world)
    inbox = (await world.manager.calls("GET", "/notices?family=notices")).json()["items"]
    about = [item for item in inbox if str(alone.id) in (item["link"] or "")]
    assert len(about) == 1
    async with world.database.transaction() as session:
        counted = await session.execute(
            sa.select(NoticeMail.outcome, sa.func.count())
            .where(NoticeMail.account_id == alone.id)
            .group_by(NoticeMail.outcome)
        )
        assert {row[0]: row[1] for row in counted} == {"refused": 3, "withheld": 1}


async def test_the_manager_sees_that_legal_notices_were_sent_and_to_no_address(
    world: World, port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = await world.organisation()
    person = await world.person(organisation_id=company)
    await told(world, company, template="generic")
    path = f"/organisations/{company}/notice-proofs"
    assert (await world.manager.calls("GET", path)).json()["items"] == []
    legal = Family("notices", "at_once", "because", True, False, ())
    monkeypatch.setattr(
        "registry.notices.queries.families", lambda: {**families(), "notices": legal}
    )
    notice_id = await told(world, company)
    await sent(world)
    answer = await world.manager.calls("GET", path)
    (item,) = answer.json()["items"]
    assert (item["notice_id"], item["account_id"]) == (notice_id, str(person.id))
    assert item["mail"]["outcome"] == "sent"
    assert person.email not in answer.text
    assert (await person.calls("GET", path)).status_code == 403


async def test_an_account_that_is_gone_is_mailed_nothing(world: World, port: Port) -> None:
    company = await world.organisation()
    gone = await world.person(organisation_id=company)
    port.open.clear()
    mail_id = uuid.UUID((await proof(gone, await told(world, company)))["id"])
    async with world.database.transaction() as session:
        for table in ("delegations", "affiliations"):
            where = sa.text(f"delete from {table} where account_id = :id")
            await session.execute(where, {"id": gone.id})
        await session.execute(sa.text("delete from accounts where id = :id"), {"id": gone.id})
        assert await NoticeLetters(world.vault).compose(session, mail_id) is None
    port.open.set()
    await sent(world)
    assert await world.count("outgoing_mails") == 0


async def test_notices_go_when_their_time_is_over(world: World, port: Port) -> None:
    company = await world.organisation()
    await world.person(organisation_id=company)
    notice_id = uuid.UUID(await told(world, company))
    await sent(world)
    for later, kept in ((300, True), (400, False)):
        async with world.database.transaction() as session:
            await forget_notices(session, MovedClock(timedelta(days=later)))
            found = await session.get(Notice, notice_id)
            assert (found is not None) == kept
            if kept:
                await session.rollback()
