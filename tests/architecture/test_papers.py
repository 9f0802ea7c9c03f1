"""What the documents for people say is what the code does."""

import importlib
import json
import re
from pathlib import Path

import pytest
from tests.architecture.source import ROOT, SERVICES

HOMES = {name: ROOT / "services" / name for name in SERVICES} | {"gateway": ROOT / "gateway"}
CONTRACTS = ROOT / "shared" / "contracts"
VARIABLE = re.compile(r"`([A-Z][A-Z0-9_]+)`")
EXAMPLE = re.compile(r"`((?:services|shared|deploy|tests|docs|gateway|requirements)/[^`<* ]*)`")


def readme(name: str) -> str:
    return (HOMES[name] / "README.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands below the headings that begin so, each up to the next one of its rank."""
    found = re.findall(rf"^## {title}\b(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {title}"
    return "".join(found)


def variables(name: str) -> set[str]:
    """The variables of the table: the first cell of each row, an ellipsis being the prefix."""
    prefix = f"{name.upper()}_"
    cells = [
        line.split("|")[1].replace("`…_", f"`{prefix}")
        for line in section(readme(name), "Environment").splitlines()
        if line.startswith("| `")
    ]
    return {variable for cell in cells for variable in VARIABLE.findall(cell)}


@pytest.mark.parametrize("name", HOMES)
def test_a_readme_lists_every_variable_of_the_environment_and_no_other(name: str) -> None:
    settings = importlib.import_module(f"{name}.settings").Settings
    expected = {f"{name}_{field}".upper() for field in settings.model_fields}
    assert variables(name) - expected == set()
    assert expected - variables(name) == set()


@pytest.mark.parametrize("name", SERVICES)
def test_a_readme_lists_every_event_that_is_announced_and_that_is_heard(name: str) -> None:
    text = section(readme(name), "Events")
    announced = {
        f"avt.{name}.{_short(schema)}.v1" for schema in (CONTRACTS / name).glob("*.schema.json")
    }
    heard = set(importlib.import_module(f"{name}.process").PROCESS.heard)
    named = {word for words in re.findall(r"`([^`]+)`", text) for word in words.split("|")}
    assert [kind for kind in sorted(announced | heard) if not _is_among(kind, named)] == []
    known = {_short(fact) for fact in CONTRACTS.glob("*/*.schema.json")}
    nouns_and_verbs = {word for word in named if re.fullmatch(r"[a-z]+\.[a-z]+", word)}
    assert nouns_and_verbs - known == set()


def _short(schema: Path) -> str:
    return schema.name.removesuffix(".v1.schema.json")


def _is_among(kind: str, named: set[str]) -> bool:
    """Whole, by noun and verb, or by its verb after another event of the same noun."""
    noun, verb = kind.split(".")[2:4]
    return bool({kind, f"{noun}.{verb}", f".{noun}.{verb}.v1"} & named) or (
        any(word.startswith(f"{noun}.") for word in named) and bool({verb, f".{verb}"} & named)
    )


@pytest.mark.parametrize("name", SERVICES)
def test_a_readme_names_everything_that_its_api_is_about(name: str) -> None:
    text = section(readme(name), "API")
    document = json.loads((HOMES[name] / "openapi.json").read_text(encoding="utf-8"))
    words = {
        part
        for path in document["paths"]
        for part in path.removeprefix(f"/v1/{name}/").split("/")
        if not part.startswith("{")
    }
    assert sorted(word for word in words if word not in text) == []


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "deploy/local/README.md", "docs/operations.md"]
)
def test_every_file_that_a_page_points_to_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    pointed = set(EXAMPLE.findall(text)) | {
        target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target
    }
    assert pointed or page == "deploy/local/README.md"
    assert [
        target
        for target in sorted(pointed)
        if not (ROOT / target).exists() and not (ROOT / page).parent.joinpath(target).exists()
    ] == []


def test_every_target_of_make_says_in_a_sentence_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: ([a-z-]+)$", text, re.MULTILINE))
    described = dict(re.findall(r"^([a-z-]+):.*?## (.+)$", text, re.MULTILINE))
    assert {"demo", "up", "test", "check", "demo-distributed"} <= targets
    assert targets == described.keys()
    assert [name for name, said in described.items() if not re.fullmatch(r"[A-Z].+\.", said)] == []


def test_check_asks_for_format_lint_types_contracts_and_architecture() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^check:.*\n((?:\t.*\n)+)", text, re.MULTILINE)
    assert found
    for asked in (
        "ruff format --check",
        "ruff check",
        "mypy",
        "lint-imports",
        "tests/architecture",
    ):
        assert asked in found.group(1), asked


def test_the_pipeline_runs_what_a_developer_runs() -> None:
    ran = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in ran if line.startswith("make")] == ["make check", "make test"]


def test_each_decision_has_a_short_page_with_a_number_and_a_status() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    assert [page.name for page in pages if _is_no_decision(page)] == []


def _is_no_decision(page: Path) -> bool:
    text = page.read_text(encoding="utf-8")
    number = int(page.name[:4])
    return not (
        text.startswith(f"# {number}. ") and "**Status**: " in text and len(text.splitlines()) <= 60
    )
