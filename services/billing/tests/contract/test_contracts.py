"""What billing announces is what is committed, and it reads what others committed."""

import json
from pathlib import Path

import pytest

from billing.app import create_app
from billing.nouns import NOUNS
from billing.obligations import readers as leaving
from billing.orders.readers import COMPLETED, CONFIRMED, OrderRead
from billing.organisations.readers import ADMITTED, REGISTERED, UPDATED, OrganisationRead
from billing.process import PROCESS, settings_for_openapi
from shared.clock_moves import CLOCK_MOVED, ClockMoveRead
from shared.testing.contracts import check_contracts, read_example

READERS = {
    REGISTERED: OrganisationRead,
    UPDATED: OrganisationRead,
    ADMITTED: OrganisationRead,
    CONFIRMED: OrderRead,
    COMPLETED: OrderRead,
    CLOCK_MOVED: ClockMoveRead,
    leaving.REQUESTED: leaving.LeavingRead,
    leaving.CANCELLED: leaving.LeavingRead,
    leaving.COMPLETED: leaving.LeavingRead,
}


def test_the_committed_contracts_are_what_the_code_announces():
    assert check_contracts("billing", NOUNS.facts, NOUNS.examples) == []


def test_every_handled_event_has_a_reader_here():
    assert READERS.keys() == PROCESS.heard.keys()


@pytest.mark.parametrize("event_type", READERS)
def test_the_reader_understands_the_producer_s_example(event_type: str):
    event = read_example(event_type)
    state = event.read(READERS[event_type])
    assert state.version == event.data["version"]


def test_an_order_s_example_keeps_its_price_to_the_cent():
    event = read_example(CONFIRMED)
    assert event.read(OrderRead).net.cents == int(event.data["net"]["amount"].replace(".", ""))


def test_the_committed_api_document_is_what_the_code_serves():
    committed = json.loads(
        (Path(__file__).resolve().parents[2] / "openapi.json").read_text(encoding="utf-8")
    )
    assert committed == create_app(settings_for_openapi()).openapi()


def test_a_standing_s_words_of_tomorrow_are_left_out_and_a_silent_fact_withholds_nothing():
    event = read_example(ADMITTED)
    state = event.read(OrganisationRead)
    assert (state.standing, state.may) == ("member", ["member_rate"])
    words = {"standing": ["honoured"], "may": ["fly", ["member_rate"]]}
    later = event.model_copy(update={"data": {**event.data, **words}}).read(OrganisationRead)
    assert (later.standing, later.may) == (None, [])
    silent = {k: v for k, v in event.data.items() if k not in ("standing", "may", "member_until")}
    assert event.model_copy(update={"data": silent}).read(OrganisationRead).may is None
