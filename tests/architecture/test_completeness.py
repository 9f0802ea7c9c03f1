"""Every error has its problem, every fact its contract, every service its papers."""

import tomllib

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


@pytest.mark.parametrize("service", SERVICES)
def test_every_domain_error_becomes_a_problem_of_its_own(service: str) -> None:
    import_everything(service)
    for error in descendants(DomainError, service):
        assert str(vars(error).get("title", "")).strip(), error
        kinds = [kind for kind in STATUS if issubclass(error, kind)]
        nearest = [kind for kind in kinds if not any(kind in k.__mro__[1:] for k in kinds)]
        assert len(nearest) == 1, error


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
