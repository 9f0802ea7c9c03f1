"""What the registry's nouns bring together; their order is held in tests/architecture."""

from registry.nouns import NOUNS


def test_the_registry_hears_what_to_tell_people_and_of_who_leaves_and_nothing_of_business() -> None:
    assert set(NOUNS.handlers) == {
        "avt.marketplace.obligations.stated.v1",
        "avt.billing.obligations.stated.v1",
        "avt.marketplace.notice.due.v1",
        "avt.billing.notice.due.v1",
    }
