"""What the registry's nouns bring together; their order is held in tests/architecture."""

from registry.nouns import NOUNS


def test_the_registry_hears_what_it_is_to_tell_people_and_nothing_of_business() -> None:
    assert set(NOUNS.handlers) == {
        "avt.marketplace.notice.due.v1",
        "avt.billing.notice.due.v1",
    }
