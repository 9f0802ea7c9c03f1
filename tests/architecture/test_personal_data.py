"""What the tables hold about people is declared, of every service, and told as declared."""

import importlib
import runpy

import pytest
from tests.architecture.source import ROOT, SERVICES

from shared.personal_data import faults
from shared.tables import metadata


@pytest.mark.parametrize("service", SERVICES)
def test_every_column_that_can_hold_a_person_is_declared_personal_or_not(service: str) -> None:
    tables = importlib.import_module(f"{service}.nouns").NOUNS.tables
    assert [fault for table in tables for fault in faults(table)] == []


def test_the_tables_that_every_service_has_are_declared_too() -> None:
    assert [fault for table in metadata.tables.values() for fault in faults(table)] == []


def test_the_committed_register_is_current() -> None:
    generator = runpy.run_path(str(ROOT / "docs/generate_register_of_personal_data.py"))
    committed = (ROOT / "docs/personal-data.md").read_text(encoding="utf-8")
    assert committed == generator["page"](), "run `make personal-data`"
