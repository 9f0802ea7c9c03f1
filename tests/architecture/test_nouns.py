"""A noun declares all that it brings, is named once, and stands on one floor of its service."""

import importlib
from importlib.util import find_spec
from types import ModuleType

import pytest
from fastapi import APIRouter
from tests.architecture.source import (
    SERVICES,
    SOURCE_FOLDERS,
    by_name,
    descendants,
    import_everything,
    imports,
)

from shared.command_line import ServiceProcess
from shared.messaging.events import Fact
from shared.nouns import Nouns

DECLARING = [service for service in SERVICES if find_spec(f"{service}.nouns") is not None]

LISTS = ("contracts.py", "problems.py", "errors.py", "tables.py", "consumers.py")


def floors_of(service: str) -> dict[str, int]:
    """The folder of each noun, and the floor on which it stands."""
    nouns: Nouns = importlib.import_module(f"{service}.nouns").NOUNS
    return {f"{service}.{noun.name}": floor for floor, noun in enumerate(nouns)}


def noun_of(module: str, floors: dict[str, int]) -> str | None:
    """The noun that a module belongs to: of two nested folders the inner one."""
    return max(
        (noun for noun in floors if module == noun or module.startswith(f"{noun}.")),
        key=len,
        default=None,
    )


@pytest.mark.parametrize("service", DECLARING)
def test_no_noun_imports_one_that_stands_after_it(service: str) -> None:
    floors = floors_of(service)
    upward = {
        f"{name} imports {imported}"
        for name, module in by_name().items()
        if (own := noun_of(name, floors)) is not None
        for imported in imports(module)
        if (other := noun_of(imported, floors)) is not None and floors[other] > floors[own]
    }
    assert upward == set()


@pytest.mark.parametrize("service", DECLARING)
def test_every_folder_that_declares_a_noun_is_in_the_list_of_its_service(service: str) -> None:
    declared = {name.removesuffix(".noun") for name in by_name() if name.endswith(".noun")}
    assert {name for name in declared if name.startswith(f"{service}.")} == set(floors_of(service))


def loaded(service: str) -> list[ModuleType]:
    """Every module of the service that its processes may run."""
    import_everything(service)
    return [
        importlib.import_module(name)
        for name in by_name()
        if name.startswith(f"{service}.") and not name.endswith("__main__")
    ]


def brought(service: str) -> Nouns:
    nouns: Nouns = importlib.import_module(f"{service}.nouns").NOUNS
    return nouns


@pytest.mark.parametrize("service", DECLARING)
def test_every_route_of_a_service_is_brought_by_a_noun(service: str) -> None:
    known = {id(router) for router in brought(service).routers}
    assert [
        f"{module.__name__}.{name}"
        for module in loaded(service)
        for name, value in vars(module).items()
        if isinstance(value, APIRouter) and id(value) not in known
    ] == []


@pytest.mark.parametrize("service", DECLARING)
def test_every_table_of_a_service_is_brought_by_a_noun(service: str) -> None:
    loaded(service)
    # Raises ValueError for a table of the service's base that no noun hands over.
    assert set(brought(service).metadata.tables) == {
        table.__tablename__ for table in brought(service).tables
    }


@pytest.mark.parametrize("service", DECLARING)
def test_every_fact_of_a_service_is_brought_by_a_noun_with_its_example(service: str) -> None:
    loaded(service)
    assert set(descendants(Fact, service)) == set(brought(service).facts)


@pytest.mark.parametrize("service", DECLARING)
def test_every_handler_of_a_service_hears_its_events(service: str) -> None:
    process: ServiceProcess = importlib.import_module(f"{service}.process").PROCESS
    written = {
        kind: handler
        for module in loaded(service)
        for kind, handler in getattr(module, "HANDLERS", {}).items()
    }
    assert written.items() <= process.heard.items()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_keeps_no_list_beside_its_nouns(service: str) -> None:
    home = SOURCE_FOLDERS[service] / service
    assert [name for name in LISTS if (home / name).exists()] == []


@pytest.mark.parametrize("service", DECLARING)
def test_a_noun_asks_nothing_of_those_who_put_the_nouns_together(service: str) -> None:
    above = (f"{service}.nouns", f"{service}.app", f"{service}.process", f"{service}.__main__")
    floors = floors_of(service)
    assert [
        f"{name} imports {imported}"
        for name, module in by_name().items()
        if noun_of(name, floors) is not None and not name.endswith(".noun")
        for imported in imports(module)
        if imported in above or imported.endswith((".noun", ".noun.NOUN"))
    ] == []
