"""The envelope, facts, and the contracts generated from them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.messaging.contracts import example_event, schema_of, write_contracts
from shared.messaging.events import Event, Fact, Undecodable
from shared.testing.contracts import check_contracts, read_example

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class DoorState(Fact):
    """The whole state of a door."""

    colour: Colour
    opened_at: datetime | None = None


class DoorOpened(DoorState):
    type = "avt.test.door.opened.v1"


class DoorPainted(DoorState):
    type = "avt.test.door.painted.v1"


FACTS = [DoorOpened, DoorPainted]
EXAMPLES = [
    DoorOpened(id=ID, version=2, colour=Colour.RED, opened_at=datetime(2026, 3, 1, tzinfo=UTC)),
    DoorPainted(id=ID, version=3, colour=Colour.GREEN),
]

texts = st.text(max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
events = st.builds(
    Event,
    id=st.uuids(),
    source=st.just("/test"),
    type=st.just("avt.test.door.opened.v1"),
    time=st.datetimes(timezones=st.just(UTC)),
    subject=st.none() | texts,
    data=st.dictionaries(texts, json_values, max_size=5),
    requestid=st.none() | texts,
    traceparent=st.none() | texts,
)


@given(events)
def test_an_event_is_the_same_after_the_wire(event: Event) -> None:
    assert Event.from_json(event.to_json()) == event


def test_the_wire_form_is_a_structured_cloudevent() -> None:
    event = example_event(EXAMPLES[1], producer="test")
    assert json.loads(event.to_json()) == {
        "specversion": "1.0",
        "id": str(event.id),
        "source": "/test",
        "type": "avt.test.door.painted.v1",
        "time": "2026-01-15T09:30:00Z",
        "subject": str(ID),
        "datacontenttype": "application/json",
        "data": {"id": str(ID), "version": 3, "colour": "green", "opened_at": None},
    }


def test_attributes_that_we_do_not_know_are_ignored() -> None:
    wire = json.loads(example_event(EXAMPLES[0], producer="test").to_json())
    wire |= {"dataschema": "urn:x", "theirextension": 7}
    assert Event.from_json(json.dumps(wire).encode()) == example_event(EXAMPLES[0], producer="test")


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": "door-1"},
        {"type": ""},
        {"specversion": "0.3"},
        {"time": "yesterday"},
        {"data": "text"},
        {"data": None},
        {"datacontenttype": "application/xml"},
    ],
    ids=str,
)
def test_what_is_no_event_of_ours_is_undecodable(change: dict[str, object]) -> None:
    wire = json.loads(example_event(EXAMPLES[0], producer="test").to_json()) | change
    with pytest.raises(Undecodable):
        Event.from_json(json.dumps(wire).encode())


@given(st.binary(max_size=60))
def test_no_bytes_make_decoding_fail_in_another_way(body: bytes) -> None:
    with pytest.raises(Undecodable):
        Event.from_json(body)


def test_the_reason_names_the_field_and_never_the_input() -> None:
    class Reader(BaseModel):
        colour: int

    event = Event(
        id=ID,
        source="/test",
        type="avt.test.door.opened.v1",
        time=datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=2))),
        data={"colour": "a secret"},
    )
    with pytest.raises(Undecodable, match="colour") as caught:
        event.read(Reader)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_schema_demands_every_field_without_a_default_and_allows_new_ones() -> None:
    schema = schema_of(DoorOpened)
    assert schema["required"] == ["id", "version", "colour"]
    assert "additionalProperties" not in schema
    assert schema["title"] == "avt.test.door.opened.v1"


def test_written_contracts_are_in_order_until_the_code_or_a_file_changes(tmp_path) -> None:
    written = write_contracts("test", FACTS, EXAMPLES, tmp_path)
    assert sorted(path.name for path in written) == [
        "door.opened.v1.example.json",
        "door.opened.v1.schema.json",
        "door.painted.v1.example.json",
        "door.painted.v1.schema.json",
    ]
    assert check_contracts("test", FACTS, EXAMPLES, tmp_path) == []
    assert read_example("avt.test.door.opened.v1", tmp_path).data["colour"] == "red"

    (tmp_path / "test" / "door.opened.v1.schema.json").write_text("{}")
    (tmp_path / "test" / "door.painted.v1.example.json").unlink()
    (tmp_path / "test" / "door.burnt.v1.example.json").write_text("{}")
    assert check_contracts("test", FACTS, EXAMPLES, tmp_path) == [
        "door.painted.v1.example.json is missing",
        "door.burnt.v1.example.json is announced by nobody",
        "door.opened.v1.schema.json differs from the code; run `python -m test contracts`",
    ]
    write_contracts("test", FACTS, EXAMPLES, tmp_path)
    assert check_contracts("test", FACTS, EXAMPLES, tmp_path) == []


def test_a_fact_without_an_example_or_of_another_producer_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="exactly one example"):
        write_contracts("test", FACTS, EXAMPLES[:1], tmp_path)
    with pytest.raises(ValueError, match="not announced by other"):
        write_contracts("other", FACTS, EXAMPLES, tmp_path)
