"""A person is shown its own rows without what they hold of others, and they go when it does."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import Database, UtcDateTime
from shared.declaring import new_metadata
from shared.personal_data import free_text, mapped_classes, personal, who_acted
from shared.persons import MOST_ROWS, erase_rows, own_rows

ME, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = new_metadata()


class Person(Base):
    """A person."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)


class Device(Base):
    """What a person logs in with."""

    __tablename__ = "devices"
    __personal__ = (
        personal(
            "account_id",
            "name",
            of="account_id",
            what="a device",
            why="to log in",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
        ),
        personal(
            "secret",
            of="account_id",
            what="a secret",
            why="to log in",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
            exported=False,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    secret: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Letter(Base):
    """What was sent to an address."""

    __tablename__ = "letters"
    __personal__ = (
        personal(
            "sent_to",
            what="an address",
            why="it was written to",
            basis="contract",
            kept_for="a year",
            on_erasure="emptied",
            address="sent_to",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sent_to: Mapped[str | None]


class Verdict(Base):
    """What somebody decided and another confirmed."""

    __tablename__ = "verdicts"
    __personal__ = (
        who_acted("given_by"),
        free_text("reason", by="given_by"),
        who_acted("confirmed_by"),
        free_text("remark", by="confirmed_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str | None]


SOURCES = mapped_classes(Base)


@pytest.fixture
async def database(empty_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Database]:
    database = Database(await empty_database())
    async with database.transaction() as session:
        await (await session.connection()).run_sync(Base.metadata.create_all)
        session.add_all([Person(id=ME), Person(id=OTHER)])
        await session.flush()
        for number, owner in enumerate((ME, OTHER)):
            session.add(Device(id=number, account_id=owner, name="x", secret=b"s", made_at=NOW))
        session.add_all([Letter(id=1, sent_to="me@here"), Letter(id=2, sent_to="other@here")])
        session.add(Verdict(id=1, given_by=ME, given_at=NOW, reason="good"))
        session.add(
            Verdict(
                id=2,
                given_by=OTHER,
                given_at=NOW,
                reason="theirs",
                confirmed_by=ME,
                confirmed_at=NOW,
                remark="mine",
            )
        )
    yield database
    await database.dispose()


async def test_own_rows_are_shown_without_secrets_and_without_what_others_did(
    database: Database,
) -> None:
    async with database.transaction() as session:
        found = await own_rows(session, SOURCES, ME, address="me@here")
    assert {each.table: each.rows for each in found} == {
        "devices": [{"id": 0, "account_id": ME, "name": "x", "made_at": NOW}],
        "letters": [{"id": 1, "sent_to": "me@here"}],
        "verdicts": [
            {"id": 1, "given_by": ME, "given_at": NOW, "reason": "good"},
            {"id": 2, "confirmed_by": ME, "confirmed_at": NOW, "remark": "mine"},
        ],
    }
    assert all(each.complete for each in found)


async def test_a_stranger_is_shown_nothing(database: Database) -> None:
    async with database.transaction() as session:
        assert await own_rows(session, SOURCES, UUID(int=3), address="x@here") == []


async def test_who_acted_more_often_than_one_answer_shows_is_told_so(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all(
            Verdict(id=number, given_by=ME, given_at=NOW, reason="")
            for number in range(10, 10 + MOST_ROWS)
        )
        await session.flush()
        (found,) = [each for each in await own_rows(session, SOURCES, ME) if "rdict" in each.table]
    assert (len(found.rows), found.complete) == (MOST_ROWS, False)


async def test_erasing_deletes_and_empties_ones_own_and_leaves_what_others_decided(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await erase_rows(session, SOURCES, ME, address="me@here")
    async with database.transaction() as session:
        assert list(await session.scalars(select(Device.account_id))) == [OTHER]
        letters = await session.execute(select(Letter.id, Letter.sent_to).order_by(Letter.id))
        assert [tuple(row) for row in letters] == [(1, None), (2, "other@here")]
        assert len(list(await session.scalars(select(Verdict.id)))) == 2
