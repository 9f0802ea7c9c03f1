"""Writes docs/personal-data.md: `python docs/generate_register_of_personal_data.py`.

Each service declares beside its columns what they hold about people; nothing on the page is
written by hand.
"""

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from shared.personal_data import Basis, Holding, OnErasure, holdings
from shared.tables import metadata

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "personal-data.md"
SERVICES = ("registry", "marketplace", "search", "billing")

BASES: dict[Basis, str] = {
    "contract": "contract, Art. 6(1) b",
    "legal_obligation": "legal obligation, Art. 6(1) c",
    "legitimate_interest": "legitimate interest, Art. 6(1) f",
    "consent": "consent, Art. 6(1) a",
}
ENDS: dict[OnErasure, str] = {
    "deleted": "the row is deleted",
    "emptied": "the columns are emptied",
    "pseudonym": "stays, as a pseudonym without a name behind it",
    "kept": "stays",
    "expires": "goes by itself after its time",
}

_HEAD = """# Personal data

Generated from what is declared beside the columns (`__personal__` in each `orm.py`) by
`docs/generate_register_of_personal_data.py`; a test proves that it is current, and another that
no column which could hold a person is forgotten. Bases are those of Regulation (EU) 2016/679.

Beside the tables: facts, and the log of them, hold no person but pseudonyms (a test knows of
every string of every contract whose words it may be). Bodies, addresses and names are in no line
of a process's log. An account is known outside the registry by its id alone; who deletes the name
behind it leaves pseudonyms everywhere.

"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for service in SERVICES:
        tables = importlib.import_module(f"{service}.nouns").NOUNS.tables
        held = list(holdings(sorted(tables, key=lambda table: str(table.__tablename__))))
        parts.append(f"## {service}\n\n")
        parts += _table(held) if held else ["No table of its own holds anything of a person.\n\n"]
    parts.append("## Every service\n\n")
    parts += _table(list(holdings(list(metadata.tables.values()))))
    return "".join(parts).rstrip() + "\n"


def _table(held: Sequence[Holding]) -> Iterator[str]:
    yield "| columns | what | why | basis | kept | when an account is erased |\n"
    yield "|---|---|---|---|---|---|\n"
    for each in held:
        declared = each.declared
        columns = ", ".join(f"`{column}`" for column in declared.columns)
        yield (
            f"| `{each.table}`: {columns} | {declared.what} | {declared.why} "
            f"| {BASES[declared.basis]} | {declared.kept_for} | {ENDS[declared.on_erasure]} |\n"
        )
    yield "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
