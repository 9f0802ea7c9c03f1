"""What of a tender is shown to whom."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from services.marketplace.tests.builders import euro, representing

from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.rules import Weights
from marketplace.tenders.schemas import TenderOut
from shared.ids import new_id

CLIENT, STRANGER = new_id(), new_id()
DEADLINE = datetime(2026, 3, 20, 14, tzinfo=UTC)


def a_tender() -> Tender:
    lot = Lot(
        id=new_id(),
        title={"en": "Shooting"},
        description={"en": "Two days."},
        stage="production",
        role="av_production",
        budget_cents=500_000,
        status="open",
    )
    return Tender(
        id=new_id(),
        version=2,
        client_id=CLIENT,
        title={"en": "A film"},
        description={"en": "Of 30 seconds."},
        deadline=DEADLINE,
        weights=Weights(60, 25, 15),
        status="published",
        created_at=DEADLINE,
        lots=[lot],
    )


@pytest.mark.parametrize(
    ("reader", "budget"), [(CLIENT, euro("5000.00")), (STRANGER, None), (None, None)]
)
def test_a_budget_is_shown_to_the_client_alone(reader: UUID | None, budget: object) -> None:
    by = representing(reader) if reader is not None else None
    shown = TenderOut.of(a_tender(), now=DEADLINE, by=by).model_dump(mode="json")
    assert shown["lots"][0]["budget"] == budget
    assert shown["weights"] == {"price": 60, "quality": 25, "delivery": 15}
    assert shown["status"] == "closed"


def test_a_budget_stays_hidden_where_nobody_said_who_reads() -> None:
    assert TenderOut.model_validate(a_tender()).lots[0].budget is None
