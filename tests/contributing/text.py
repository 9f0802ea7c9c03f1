"""CONTRIBUTING as a machine reads it: the files of its walk-through, and those of each change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```python\n# (?P<name>\S+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (an error|an event|a noun|a job by time) \|(.*?)\|(.*?)\|$", re.MULTILINE)


def blocks() -> dict[str, str]:
    """File name to text, for every block that begins with the name of a file."""
    return {found["name"]: found["code"] for found in _BLOCK.finditer(TEXT)}


@dataclass(frozen=True)
class Change:
    """What one kind of change touches: paths from the root, with places for names."""

    by_hand: tuple[str, ...]
    written: tuple[str, ...]

    def touches(self, **names: str) -> list[str]:
        """All of the paths, with these names for `<noun>`, `<service>` and `<event>`."""
        return [_filled(path, names) for path in (*self.by_hand, *self.written)]


def _filled(path: str, names: Mapping[str, str]) -> str:
    for place, name in names.items():
        path = path.replace(f"<{place}>", name)
    return path


def changes() -> dict[str, Change]:
    """Every row of the table of what a change touches."""
    return {
        kind: Change(tuple(map(_placed, _named(by_hand))), tuple(map(_placed, _named(written))))
        for kind, by_hand, written in _ROW.findall(TEXT)
    }


def _named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _placed(path: str) -> str:
    if path.startswith(("shared/", "docs/")):
        return path
    if path in {"nouns.py", "permissions.py"} or path.startswith("<noun>/"):
        return f"services/<service>/src/<service>/{path}"
    return f"services/<service>/{path}"
