"""No property of a fact is a person's name, address or words: of each it is known whose it is.

Whoever adds a property that is text says here whose text it is, or closes it: by an enumeration, a
form (`format`), or a pattern that no name fits.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from registry.notices.texts import templates
from shared.messaging.contracts import CONTRACTS

ORGANISATION = {
    "address.city": "where an organisation has its seat",
    "address.country": "where an organisation has its seat",
    "address.postal_code": "where an organisation has its seat",
    "address.street": "where an organisation has its seat",
    "country": "a code",
    "description[]": "what an organisation says of itself",
    "dues_class": "a code",
    "email": "the public address of an organisation, as its directory entry shows it",
    "kinds[]": "codes",
    "languages[]": "codes",
    "name": "of an organisation",
    "names[]": "of an organisation",
    "region": "a code",
    "register_name": "of an organisation, as the national register writes it",
    "registration_number": "of an organisation",
    "roles[]": "codes",
    "sector": "a code",
    "stages[]": "codes",
    "vat_number": "of an organisation",
    "website": "of an organisation",
}
OFFER = {
    "title[]": "what an organisation offers or looks for",
    "description[]": "what an organisation offers or looks for",
    "languages[]": "codes",
    "role": "a code",
    "stage": "a code",
}
ORDER = {
    "title[]": "of a piece of work, as the listing or lot calls it",
    "milestones[].title": "of a piece of work",
}
WHOSE: dict[str, dict[str, str]] = {
    "organisation": ORGANISATION,
    "member": ORGANISATION,
    "competence": OFFER,
    "listing": OFFER,
    "equipment": OFFER,
    "tender": {**OFFER, "lots[].title[]": "of a lot", "lots[].description[]": "of a lot"},
    "order": ORDER,
    "review": {"text": "what an organisation says publicly of another"},
    "invoice": {"number": "of a document"},
    "notice": {"link": "a path of the API", "values[]": "see NOTICE_VALUES"},
    "obligations": {"open[].link": "a path of the API"},
    "taxonomy": {
        "stages[].code": "a code",
        "stages[].labels[]": "of the taxonomy",
        "stages[].roles[].code": "a code",
        "stages[].roles[].labels[]": "of the taxonomy",
    },
    "token": {"token_id": "an id"},
}
"""By noun of the fact and path of the property: whose text it is."""

NOTICE_VALUES = {
    "organisation": "the name of an organisation",
    "number": "of a document",
    "title": "of a piece of work",
    "milestone": "of a piece of work",
    "rating": "a number",
    "due": "a day",
    "begins": "a day",
    "ends": "a day",
    "day": "a day",
    "ended": "a day",
    "until": "a day",
    "since": "a day",
    "closes": "a moment",
}
"""What the texts of notices are filled with."""

SAYS_NOTHING = ("enum", "const", "format")
PEOPLE = ("Bērziņš", "Jānis Bērziņš", "janis@example.lv", "+371 29111222", "Brīvības iela 1")
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")

SCHEMAS = sorted(CONTRACTS.glob("*/*.schema.json"))


def is_closed(schema: dict[str, Any]) -> bool:
    """Whether no name and no address can stand there."""
    if any(word in schema for word in SAYS_NOTHING):
        return schema.get("format") not in {"email", "idn-email"}
    pattern = schema.get("pattern")
    return pattern is not None and not any(re.search(pattern, one) for one in PEOPLE)


def open_texts(schema: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[str]:
    """The paths at which a fact may hold any text, or anything."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    for word in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(word, ()):
            yield from open_texts(each, root, path)
    for name, each in schema.get("properties", {}).items():
        yield from open_texts(each, root, f"{path}.{name}".lstrip("."))
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from open_texts(schema[word], root, f"{path}[]")
    for each in schema.get("prefixItems", ()):
        yield from open_texts(each, root, f"{path}[]")
    described = {"$ref", "anyOf", "oneOf", "allOf", "enum", "const", "type"} & schema.keys()
    holds_anything = not described or (
        schema.get("type") == "object"
        and not {"properties", "additionalProperties"} & schema.keys()
    )
    if holds_anything or (schema.get("type") == "string" and not is_closed(schema)):
        yield path


def noun_of(name: str) -> str:
    return name.split(".", 1)[0]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_of_every_text_in_a_contract_it_is_known_whose_it_is(path: Any) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert set(open_texts(schema, schema)) - WHOSE.get(noun_of(path.name), {}).keys() == set()


def test_nothing_is_said_of_a_text_that_no_contract_has() -> None:
    found: dict[str, set[str]] = {}
    for path in SCHEMAS:
        schema = json.loads(path.read_text(encoding="utf-8"))
        found.setdefault(noun_of(path.name), set()).update(open_texts(schema, schema))
    said = {(noun, path) for noun, paths in WHOSE.items() for path in paths}
    has = {(noun, path) for noun, paths in found.items() for path in paths}
    # What is offered and looked for shares a table, and no kind of it has every property.
    assert {one for one in said - has if one[1] not in OFFER} == set()


def test_the_texts_of_notices_are_filled_with_nothing_of_a_person() -> None:
    used = {value for template in templates().values() for value in template.values}
    assert used == NOTICE_VALUES.keys()


@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*/*.example.json")), ids=lambda p: p.name)
def test_no_example_shows_an_address_but_that_of_an_organisation(path: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    if noun_of(path.name) in {"organisation", "member"}:
        data.pop("email")
    assert ADDRESS.search(json.dumps(data, ensure_ascii=False)) is None


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "pattern": "^.+$"},
        {"type": "string", "format": "email"},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {},
        {"type": "object"},
    ],
)
def test_a_name_that_somebody_adds_to_a_fact_is_noticed(schema: dict[str, Any]) -> None:
    fact = {"type": "object", "properties": {"contact": schema}}
    assert list(open_texts(fact, fact)) == ["contact"]
