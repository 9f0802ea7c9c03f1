"""Columns that can hold a person are told from those that cannot, and what is declared is read."""

from uuid import UUID

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.declaring import new_metadata, one_of
from shared.personal_data import (
    faults,
    free_text,
    holdings,
    mapped_classes,
    must_be_declared,
    not_personal,
    who_acted,
)


class Base(DeclarativeBase):
    metadata = new_metadata()


class Person(Base):
    """A person."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)


class Thing(Base):
    """A thing of whoever made it.

    More.
    """

    __tablename__ = "things"
    __personal__ = (who_acted("made_by"), free_text("note", by="made_by"))
    __table_args__ = (one_of("state", ("good", "bad")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    part_of: Mapped[UUID] = mapped_column(ForeignKey("things.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    state: Mapped[str]
    note: Mapped[str]
    pieces: Mapped[int]


def test_texts_bytes_and_accounts_ids_must_be_declared_and_nothing_that_is_bounded() -> None:
    columns = Base.metadata.tables["things"].columns
    assert [column.name for column in columns if must_be_declared(column)] == ["made_by", "note"]


def test_an_id_that_refers_to_nothing_could_be_a_persons() -> None:
    table = Table("t", MetaData(), Column("by", Uuid), Column("size", Integer))
    assert [column.name for column in table.columns if must_be_declared(column)] == ["by"]


def test_a_column_that_nobody_declared_is_named_with_its_table() -> None:
    table = Table("t", MetaData(), Column("face", LargeBinary), Column("name", String))
    assert [fault.split(" is ")[0] for fault in faults(table)] == ["t.face", "t.name"]


def test_what_is_declared_twice_or_does_not_exist_is_a_fault() -> None:
    info = {
        "personal": (
            not_personal("name", "nose", what="words"),
            free_text("name", by="nobody"),
        )
    }
    table = Table("t", MetaData(), Column("name", String), info=info)
    assert list(faults(table)) == [
        "t.name is declared twice",
        "t.nose is declared and does not exist",
        "t: nobody is said to hold whom it is about and does not exist",
    ]


def test_a_register_says_what_each_table_is_for() -> None:
    held = list(holdings(mapped_classes(Base)))
    assert [(each.table, each.purpose, each.declared.columns) for each in held] == [
        ("things", "A thing of whoever made it.", ("made_by",)),
        ("things", "A thing of whoever made it.", ("note",)),
    ]
