"""The rows of one person: shown to it, and erased, as the tables declare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from shared.personal_data import (
    Personal,
    declarations,
    must_be_declared,
    table_of,
)

MOST_ROWS: Final = 2000
"""Of one table; whoever acted more often than that is told that there is more."""

Sources = Sequence[Table | type[DeclarativeBase]]


@dataclass(frozen=True)
class OwnRows:
    """What one table holds of a person."""

    table: str
    rows: list[dict[str, Any]]
    complete: bool


async def own_rows(
    session: AsyncSession, sources: Sources, account_id: UUID, *, address: str | None = None
) -> list[OwnRows]:
    """What the tables hold of one person, each row without what it holds of others.

    A row that is about the person is shown with its times and states. Of one that tells what the
    person did, the fact alone, when it was, and the words that the person wrote. Secrets and
    hashes are shown to nobody. `address` finds what was sent to it, written as it is compared.
    """
    found = []
    for source in sources:
        table = table_of(source)
        declared = [each for each in _personal(source) if each.exported]
        owners = _owners(declared, account_id, address)
        if not owners:
            continue
        rows = await session.execute(
            select(table)
            .where(or_(*(table.c[name] == value for name, value in owners.items())))
            .order_by(*table.primary_key.columns)
            .limit(MOST_ROWS + 1)
        )
        shown = [_shown(table, declared, owners, dict(row)) for row in rows.mappings()]
        if shown:
            found.append(OwnRows(table.name, shown[:MOST_ROWS], len(shown) <= MOST_ROWS))
    return found


async def erase_rows(
    session: AsyncSession, sources: Sources, account_id: UUID, *, address: str
) -> None:
    """Delete and empty what the tables declare so; what refers to another's row goes first."""
    by_table = {table_of(source).name: source for source in sources}
    metadata = {table_of(source).metadata for source in sources}
    order = [table for one in metadata for table in reversed(one.sorted_tables)]
    for table in order:
        for each in _personal(by_table[table.name]) if table.name in by_table else ():
            owners = _owners([each], account_id, address)
            if not owners:
                continue
            mine = or_(*(table.c[name] == value for name, value in owners.items()))
            if each.on_erasure == "deleted":
                await session.execute(delete(table).where(mine))
            elif each.on_erasure == "emptied":
                await session.execute(
                    update(table).where(mine).values(dict.fromkeys(each.columns, None))
                )


def _personal(source: Table | type[DeclarativeBase]) -> Iterator[Personal]:
    return (each for each in declarations(source) if isinstance(each, Personal))


def _owners(
    declared: Sequence[Personal], account_id: UUID, address: str | None
) -> dict[str, UUID | str]:
    """The columns by which a row is the person's, and what they then hold."""
    by_id: dict[str, UUID | str] = {each.of: account_id for each in declared if each.of}
    if address is None:
        return by_id
    return by_id | {each.address: address for each in declared if each.address}


def _shown(
    table: Table,
    declared: Sequence[Personal],
    owners: Mapping[str, UUID | str],
    row: Mapping[str, Any],
) -> dict[str, Any]:
    mine = {name for name, value in owners.items() if row[name] == value}
    names = {column.name for column in table.primary_key.columns}
    for name in mine:
        if name.endswith("_by"):
            names |= {f"{name.removesuffix('_by')}_at"} & set(table.columns.keys())
        else:
            # The row is about the person: all that the schema itself bounds to states and times.
            names |= {column.name for column in table.columns if not must_be_declared(column)}
    for each in declared:
        if {each.of, each.address} & mine:
            names |= set(each.columns)
    return {
        column.name: row[column.name]
        for column in table.columns
        if column.name in names and _can_be_shown(column)
    }


def _can_be_shown(column: Column[Any] | ColumnElement[Any]) -> bool:
    return not isinstance(column.type, LargeBinary)
