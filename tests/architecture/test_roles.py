"""The tables of roles in the services' READMEs are those that the services obey."""

import importlib

import pytest
from tests.architecture.source import ROOT

from registry.vocabulary import ROLES

SERVICES = ("registry", "marketplace", "billing")


def written(service: str) -> dict[str, set[str]]:
    """What the README says: the roles by operation."""
    text = (ROOT / "services" / service / "README.md").read_text(encoding="utf-8")
    head = f"| operation | {' | '.join(ROLES)} |\n"
    assert text.count(head) == 1
    rows: dict[str, set[str]] = {}
    for line in text.split(head)[1].splitlines()[1:]:
        if not line.startswith("|"):
            break
        name, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert set(cells) <= {"yes", ""}
        opened = {role for role, cell in zip(ROLES, cells, strict=True) if cell}
        rows[name.strip("`")] = opened
    return rows


@pytest.mark.parametrize("service", SERVICES)
def test_the_readme_says_of_each_operation_which_roles_open_it(service: str) -> None:
    obeyed = importlib.import_module(f"{service}.permissions").OPENED_BY
    assert written(service) == {name: set(roles) for name, roles in obeyed.items()}


@pytest.mark.parametrize("service", ["marketplace", "billing"])
def test_a_service_knows_the_roles_that_the_registry_puts_into_tokens(service: str) -> None:
    permissions = importlib.import_module(f"{service}.permissions")
    assert set(ROLES) == permissions.EVERY
