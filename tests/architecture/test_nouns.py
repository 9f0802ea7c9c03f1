"""Each service's list of nouns says in which order they stand, lowest floor first; it is so."""

import importlib
from importlib.util import find_spec

import pytest
from tests.architecture.source import SERVICES, by_name, imports

from shared.nouns import Nouns

DECLARING = [service for service in SERVICES if find_spec(f"{service}.nouns") is not None]


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
