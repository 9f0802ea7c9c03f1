"""Which class of dues a member pays: dated data, from `dues.json`; billing prices the class."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from registry.admission.errors import DuesClassUnknown
from registry.vocabulary import Sector, Size
from shared.clocks import RIGA
from shared.texts import Code

_FILE: Final = Path(__file__).with_name("dues.json")


class DuesClass(BaseModel):
    """Who is of the class; `sizes` null: of any, and also who states none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dues_class: Code
    sector: Sector
    sizes: list[Size] | None


class DuesTable(BaseModel):
    """What holds from a day in Europe/Riga on, until the next one does; the first fit counts.

    `checked` tells whether the cluster has confirmed it; `source` says where it is written down.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    classes: Annotated[Sequence[DuesClass], Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    checked: bool


@lru_cache
def dues_tables() -> tuple[DuesTable, ...]:
    """All of them, the oldest first."""
    read = TypeAdapter(list[DuesTable]).validate_json(_FILE.read_bytes())
    return tuple(sorted(read, key=lambda one: one.valid_from))


def dues_table_at(moment: datetime) -> DuesTable:
    """The table in force at a moment; the first one also before its day."""
    day = moment.astimezone(RIGA).date()
    begun = [one for one in dues_tables() if one.valid_from <= day]
    return begun[-1] if begun else dues_tables()[0]


def dues_class_of(*, sector: str, size: str | None, at: datetime) -> str:
    """The class of an organisation of this sector and size by the table in force."""
    return next(
        row.dues_class
        for row in dues_table_at(at).classes
        if row.sector == sector and (row.sizes is None or size in row.sizes)
    )


def check_dues_class(dues_class: str, *, at: datetime) -> None:
    """Raise `DuesClassUnknown` unless the table in force has the class."""
    known = sorted({row.dues_class for row in dues_table_at(at).classes})
    if dues_class not in known:
        raise DuesClassUnknown(f"The classes are {', '.join(known)}", pointer="/dues_class")
