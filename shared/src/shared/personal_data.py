"""What a table holds about people: declared in its class, beside the columns, and read from there.

    class Assessment(Base):
        __tablename__ = "assessments"
        __personal__ = (who_acted("assessed_by"), free_text("note", by="assessed_by"))

The register, the export of one's data and the erasure read the same declaration, so a column is
not in one and forgotten in another. A platform table has it in `Table.info["personal"]`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ARRAY, Column, FromClause, LargeBinary, String, Table, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapper
from sqlalchemy.types import JSON

Basis = Literal["contract", "legal_obligation", "legitimate_interest", "consent"]
"""Why it may be processed: Regulation (EU) 2016/679, Art. 6(1) b, c, f, a."""

OnErasure = Literal["deleted", "emptied", "pseudonym", "kept", "expires"]
"""What happens when a person has its account erased.

`deleted`: the row goes. `emptied`: the column alone. `pseudonym`: an id stays behind which there
is no name any more. `kept`: it stays as it is, for the reason given. `expires`: it goes by itself
after the time that `kept_for` says.
"""


@dataclass(frozen=True)
class Personal:
    """What some columns of a table say of a person.

    `of` is the column of the same table that holds the account's id, where there is one.
    """

    columns: tuple[str, ...]
    what: str
    why: str
    basis: Basis
    kept_for: str
    on_erasure: OnErasure
    of: str | None = None
    exported: bool = True
    """Whether the person's export shows it; a secret is of use to nobody but a thief."""
    address: str | None = None
    """The column that the person's address is compared with, where no account's id is known."""


@dataclass(frozen=True)
class NotPersonal:
    """That these columns say nothing of a person, and what they hold."""

    columns: tuple[str, ...]
    what: str


Declaration = Personal | NotPersonal


@dataclass(frozen=True)
class Holding:
    """A declaration and where it stands."""

    table: str
    purpose: str
    """What the table is for: the first line of its class."""
    declared: Personal


def personal(
    *columns: str,
    what: str,
    why: str,
    basis: Basis,
    kept_for: str,
    on_erasure: OnErasure,
    of: str | None = None,
    exported: bool = True,
    address: str | None = None,
) -> Personal:
    """Declare columns as personal."""
    return Personal(columns, what, why, basis, kept_for, on_erasure, of, exported, address)


def who_acted(column: str) -> Personal:
    """The account id of whoever did what the row tells of: it stays, as a pseudonym."""
    return Personal(
        (column,),
        what="the account id of who acted",
        why="what was done can be answered for",
        basis="legitimate_interest",
        kept_for="as long as the row",
        on_erasure="pseudonym",
        of=column,
    )


def free_text(*columns: str, by: str | None = None) -> Personal:
    """What a person wrote about a matter, and what could name people."""
    return Personal(
        columns,
        what="words that a person wrote about a matter; they may name people",
        why="what was decided can be followed",
        basis="legitimate_interest",
        kept_for="as long as the row",
        on_erasure="kept",
        of=by,
    )


def not_personal(*columns: str, what: str) -> NotPersonal:
    """Declare columns as holding nothing about people."""
    return NotPersonal(columns, what)


def declarations(source: Table | type[DeclarativeBase]) -> tuple[Declaration, ...]:
    """What a table, or a mapped class with what it inherits, declares."""
    if isinstance(source, Table):
        return tuple(source.info.get("personal", ()))
    return tuple(
        declaration for each in source.__mro__ for declaration in vars(each).get("__personal__", ())
    )


def holdings(sources: Sequence[Table | type[DeclarativeBase]]) -> Iterator[Holding]:
    """All that the tables declare as personal, in the order given."""
    for source in sources:
        table = table_of(source)
        purpose = str(table.info.get("purpose", "") if source is table else source.__doc__ or "")
        for declaration in declarations(source):
            if isinstance(declaration, Personal):
                yield Holding(table.name, "".join(purpose.strip().splitlines()[:1]), declaration)


def table_of(source: Table | type[DeclarativeBase]) -> Table:
    """The table of a mapped class."""
    if isinstance(source, Table):
        return source
    table: FromClause = source.__table__
    assert isinstance(table, Table)
    return table


def mapped_classes(base: type[DeclarativeBase]) -> list[type[Any]]:
    """Every mapped class of a base, by the name of its table."""
    mappers: list[Mapper[Any]] = list(base.registry.mappers)
    return sorted(
        (mapper.class_ for mapper in mappers), key=lambda mapped: str(mapped.__tablename__)
    )


_CAN_HOLD_A_PERSON: Final = (String, LargeBinary, Uuid, ARRAY, JSON)


def must_be_declared(column: Column[Any]) -> bool:
    """Whether a column could say something of a person.

    Texts, bytes, documents and ids can. Not what the schema itself bounds to known words, the id
    of the row, or a reference to a row that is no account.
    """
    if not isinstance(column.type, _CAN_HOLD_A_PERSON):
        return False
    if any(str(each.name).endswith(f"{column.name}_known") for each in column.table.constraints):
        return False
    if column.foreign_keys:
        return any(key.column.table.name == "accounts" for key in column.foreign_keys)
    return not (column.name == "id" and column.primary_key)


def faults(source: Table | type[DeclarativeBase]) -> Iterator[str]:
    """What is wrong with a table's declarations, in sentences that say what to write."""
    table = table_of(source)
    declared = [name for each in declarations(source) for name in each.columns]
    for column in table.columns:
        if must_be_declared(column) and column.name not in declared:
            yield (
                f"{table.name}.{column.name} is neither declared personal nor declared not: see "
                "`__personal__` in shared/src/shared/personal_data.py"
            )
    for name in sorted(set(declared)):
        if name not in table.columns:
            yield f"{table.name}.{name} is declared and does not exist"
        elif declared.count(name) > 1:
            yield f"{table.name}.{name} is declared twice"
    for each in declarations(source):
        if isinstance(each, Personal):
            for holder in {each.of, each.address} - {None} - set(table.columns.keys()):
                yield f"{table.name}: {holder} is said to hold whom it is about and does not exist"
