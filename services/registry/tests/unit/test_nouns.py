"""What the registry's nouns bring together; their order is held in tests/architecture."""

from registry.nouns import NOUNS


def test_the_registry_hears_nobody() -> None:
    assert NOUNS.handlers == {}
