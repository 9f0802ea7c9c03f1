"""Every error has its problem, every fact its contract, every service its papers."""

import importlib
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec

import pytest
from tests.architecture.source import (
    PACKAGES,
    ROOT,
    SERVICES,
    descendants,
    import_everything,
)

from shared.errors import DomainError
from shared.http.problems import STATUS
from shared.messaging.events import Fact

CONTRACTS = ROOT / "shared" / "contracts"


def problem_table(service: str) -> Mapping[type, tuple[int, str]]:
    """The rows of errors that do not say their title themselves, where a service still has some."""
    if find_spec(f"{service}.problems") is None:
        return {}
    table: Mapping[type, tuple[int, str]] = importlib.import_module(f"{service}.problems").PROBLEMS
    return table


@pytest.mark.parametrize("service", SERVICES)
def test_every_domain_error_becomes_a_problem_of_its_own(service: str) -> None:
    import_everything(service)
    problems = problem_table(service)
    for error in descendants(DomainError, service):
        title = vars(error).get("title") or problems[error][1]
        assert title.strip(), error
        assert error in problems or sum(kind in STATUS for kind in error.__mro__) >= 1, error


@pytest.mark.parametrize("service", SERVICES)
def test_error_codes_are_told_apart(service: str) -> None:
    import_everything(service)
    codes = [error.code for error in descendants(DomainError, service)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("service", SERVICES)
def test_every_fact_has_a_schema_and_an_example_under_its_producer(service: str) -> None:
    import_everything(service)
    for fact in descendants(Fact, service):
        kind = str(fact.type)  # type: ignore[attr-defined]
        assert kind.startswith(f"avt.{service}."), fact
        stem = kind.removeprefix(f"avt.{service}.")
        assert (CONTRACTS / service / f"{stem}.schema.json").is_file(), kind
        assert (CONTRACTS / service / f"{stem}.example.json").is_file(), kind


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_rooms(service: str) -> None:
    home = ROOT / "services" / service
    for room in (
        "README.md",
        "CHANGELOG.md",
        "Dockerfile",
        "pyproject.toml",
        "openapi.json",
        "alembic.ini",
        "migrations/env.py",
        f"src/{service}/__main__.py",
        f"src/{service}/app.py",
        f"src/{service}/settings.py",
        f"src/{service}/process.py",
    ):
        assert (home / room).is_file(), room


def test_every_package_is_a_member_of_the_workspace() -> None:
    members = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["sources"]
    assert set(members) == {f"avt-{package}" for package in PACKAGES}
