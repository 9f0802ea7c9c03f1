"""The registry's nouns stand in the order in which they know one another."""

from tests.architecture.source import by_name, imports

from registry.nouns import NOUNS

FLOORS = {f"registry.{noun.name}": floor for floor, noun in enumerate(NOUNS)}


def noun_of(module: str) -> str | None:
    """The noun that a module belongs to: of two nested folders the inner one."""
    return max(
        (noun for noun in FLOORS if module == noun or module.startswith(f"{noun}.")),
        key=len,
        default=None,
    )


def test_no_noun_imports_one_that_stands_after_it() -> None:
    upward = {
        f"{name} imports {imported}"
        for name, module in by_name().items()
        if (own := noun_of(name)) is not None
        for imported in imports(module)
        if (other := noun_of(imported)) is not None and FLOORS[other] > FLOORS[own]
    }
    assert upward == set()


def test_the_registry_hears_nobody() -> None:
    assert NOUNS.handlers == {}
