"""What the manager may allow, and take back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marketplace.related_purchases import rules
from marketplace.related_purchases.errors import (
    OwnMatter,
    PartiesInvalid,
    RelatedParties,
    RelatedPurchaseStands,
)
from shared.ids import new_id

DEADLINE = datetime(2026, 12, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CLUSTER, CLIENT, PROVIDER, OTHER = (new_id() for _ in range(4))


def withdrawable(**changes: Any) -> bool:
    values: dict[str, Any] = {
        "allowed_at": DEADLINE - timedelta(days=1),
        "withdrawn_at": None,
        "used_at": None,
        "deadline": DEADLINE,
        "now": DEADLINE - SECOND,
    }
    try:
        rules.check_withdrawable(**{**values, **changes})
    except RelatedPurchaseStands:
        return False
    return True


def test_a_permission_is_taken_back_until_the_deadline_and_not_at_it() -> None:
    assert withdrawable()
    assert not withdrawable(now=DEADLINE)
    assert not withdrawable(now=DEADLINE + timedelta(days=30))


def test_one_that_was_given_after_the_deadline_is_taken_back_until_an_award_rests_on_it() -> None:
    after = {"allowed_at": DEADLINE, "now": DEADLINE + timedelta(days=2)}
    assert withdrawable(**after)
    assert not withdrawable(**after, used_at=DEADLINE + timedelta(days=1))


def test_a_permission_is_taken_back_once() -> None:
    assert not withdrawable(withdrawn_at=DEADLINE - timedelta(hours=1))


@pytest.mark.parametrize(
    ("parties", "related"),
    [
        ({CLUSTER, PROVIDER}, set()),
        ({CLIENT, CLUSTER}, set()),
        ({CLIENT, PROVIDER}, {CLIENT}),
        ({CLIENT, PROVIDER}, {PROVIDER}),
    ],
)
def test_the_manager_decides_nothing_in_the_clusters_own_matter(
    parties: set[Any], related: set[Any]
) -> None:
    with pytest.raises(OwnMatter):
        rules.check_no_own_matter(CLUSTER, parties, related=related)


def test_what_is_no_matter_of_the_clusters_is_the_managers_to_decide() -> None:
    rules.check_no_own_matter(CLUSTER, {CLIENT, PROVIDER}, related={OTHER})


def test_the_parties_are_the_tenders_client_and_somebody_else() -> None:
    rules.check_parties(CLIENT, PROVIDER, tender_client_id=CLIENT)
    for client, provider in ((OTHER, PROVIDER), (CLIENT, CLIENT)):
        with pytest.raises(PartiesInvalid):
            rules.check_parties(client, provider, tender_client_id=CLIENT)


def test_every_related_participant_needs_its_own_permission() -> None:
    rules.check_allowed({PROVIDER}, {PROVIDER, OTHER})
    rules.check_allowed(set(), set())
    with pytest.raises(RelatedParties) as refused:
        rules.check_allowed({PROVIDER, OTHER}, {PROVIDER})
    assert str(OTHER) not in refused.value.detail
