"""The event catalogue says what the contracts say."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_catalogue_is_current() -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "generate_event_catalogue.py"))
    committed = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    assert committed == generator["page"](), "run `python docs/generate_event_catalogue.py`"


def test_every_contract_has_its_place_in_the_catalogue() -> None:
    text = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    for path in (ROOT / "shared" / "contracts").glob("*/*.schema.json"):
        name = path.name.removesuffix(".schema.json")
        assert f"### avt.{path.parent.name}.{name}\n" in text
