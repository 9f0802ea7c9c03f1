"""The tables for those who call and those who operate: scopes, secrets, ports, needs, signs."""

import importlib
import re
from typing import get_args

import pytest
import yaml
from prometheus_client import CollectorRegistry
from tests.architecture.source import ROOT, SERVICES, modules

from registry import vocabulary
from registry.identity.access_tokens.rules import login_scopes
from shared.database import Database

README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SOURCE = "\n".join(module.text for module in modules())
WORD = re.compile(r"`([^`]+)`")


def rows(page: str, head: str) -> list[list[str]]:
    """The cells of the table whose first heading is `head`."""
    found = re.search(rf"^\| {head} \|.*\n\|[-|]+\|\n((?:\|.*\n?)+)", page, re.MULTILINE)
    assert found, f"there is no table that begins with {head}"
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in found.group(1).splitlines()
    ]


def words(page: str, head: str) -> list[str]:
    """What is named in the first cells of that table."""
    return [word for row in rows(page, head) for word in WORD.findall(row[0])]


def of_kind(kind: str) -> dict[str, str]:
    """The roles or scopes of the README's table, and who has each."""
    return {
        WORD.findall(row[0])[0]: row[2].strip(" |")
        for row in rows(README, "word")
        if row[0].startswith(f"{kind} ")
    }


def test_the_table_of_scopes_is_that_of_the_registry_and_says_which_a_login_has() -> None:
    plain, managers = login_scopes([]), login_scopes(["manager"])
    assert of_kind("scope") == {
        scope: "every login"
        if scope in plain
        else "the manager's login"
        if scope in managers
        else "no login"
        for scope in vocabulary.SCOPES
    }


def test_every_scope_of_the_table_is_asked_for_somewhere_and_no_other_is() -> None:
    named = {
        scope
        for module in modules()
        if module.name not in {"registry.vocabulary", "registry.identity.access_tokens.rules"}
        and not module.name.startswith("local.")
        for scope in re.findall(r'"([a-z]+:[a-z]+)"', module.text)
        if scope.partition(":")[0] in {*SERVICES, "feeds"}
    }
    # The one that a service asks for by its own name: its dead letters.
    assert 'require(f"{service}:read")' in SOURCE
    assert named | {f"{service}:read" for service in SERVICES} == set(of_kind("scope"))


def test_the_table_of_roles_is_that_of_the_registry() -> None:
    assert set(of_kind("role")) == {
        *get_args(vocabulary.Office),
        *vocabulary.ROLES,
    }


def test_every_secret_of_the_compose_file_is_said_what_losing_it_means_and_no_other() -> None:
    listed = words(OPERATIONS, "file")
    assert sorted(listed) == sorted(COMPOSE["secrets"])
    assert [row for row in rows(OPERATIONS, "file") if not all(row) or len(row) != 3] == []


def test_the_ports_are_those_of_the_settings_and_of_the_compose_file() -> None:
    listed = {int(row[0]): row[1].strip(" |") for row in rows(OPERATIONS, "port")}
    for name in (*SERVICES, "gateway"):
        settings = importlib.import_module(f"{name}.settings").Settings
        assert listed[settings.model_fields["port"].default].startswith(name)
    published = [
        port for service in COMPOSE["services"].values() for port in service.get("ports", [])
    ]
    assert published == ["8000:8000"]
    assert "Only the gateway's is published" in OPERATIONS
    numbers = {
        int(value)
        for service in COMPOSE["services"].values()
        for variable, value in service.get("environment", {}).items()
        if variable.endswith("_METRICS_PORT")
    }
    assert numbers == {port for port, whose in listed.items() if whose.startswith("numbers")}


def test_the_needs_are_those_that_the_processes_ask() -> None:
    asked = set(re.findall(r'Need\(\s*"([a-z]+)"', SOURCE))
    assert set(words(OPERATIONS, "need")) == asked


def test_every_sign_to_watch_is_given_by_the_code() -> None:
    signs = words(OPERATIONS, "sign")
    numbers = [sign for sign in signs if re.fullmatch(r"(avt|http|gateway)_\w+", sign)]
    others = [sign for sign in signs if re.fullmatch(r"[a-z_]+", sign) and sign not in numbers]
    assert len(numbers) >= 8
    assert [n for n in numbers if f'"{n.removesuffix("_total")}"' not in SOURCE] == []
    assert [word for word in others if word != "ok" and f'"{word}"' not in SOURCE] == []


def test_every_job_of_the_page_is_a_command_and_those_of_compose_are_on_it() -> None:
    jobs = words(OPERATIONS, "job")
    run = {
        service["command"][0]
        for service in COMPOSE["services"].values()
        if service.get("command") and service["command"][0] not in {"relay", "consumer", "worker"}
    }
    assert run - set(jobs) == set()
    commands = {job.split()[0] for job in jobs}
    assert [name for name in commands if not _is_a_command(name)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_duty_of_a_worker_is_a_job_of_the_page(service: str) -> None:
    process = importlib.import_module(f"{service}.process").PROCESS
    # Without a seller billing would not invoice.
    settings = process.settings_for_openapi().model_copy(update={"seller_name": "Klasteris"})
    runner = process.duty_runner(settings, Database(settings.database_url), CollectorRegistry())
    done = {duty.name.replace("_", "-") for duty in runner.duties}
    assert done - set(words(OPERATIONS, "job")) == set()


def _is_a_command(name: str) -> bool:
    function = re.escape(name.replace("-", "_"))
    return bool(
        re.search(rf'(command\(|name=)"{re.escape(name)}"', SOURCE)
        or re.search(rf"@cli\.command\(\)\n    def {function}\(", SOURCE)
    )


def test_the_glossary_has_every_word_that_the_registry_shares() -> None:
    listed = set(WORD.findall(GLOSSARY))
    for name in ("Sector", "Kind", "Region", "Membership", "Criterion", "Office", "AdmissionKind"):
        assert set(get_args(getattr(vocabulary, name))) - listed == set(), name
    stages = importlib.import_module("marketplace.vocabulary").Stage
    assert set(get_args(stages)) - listed == set()
