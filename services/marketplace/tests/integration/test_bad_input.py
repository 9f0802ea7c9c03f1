"""Bad input: each kind gets its own 4xx problem that names the field or the rule.

None of it leaves anything behind: no row, no event, no remembered answer.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from services.marketplace.tests.builders import (
    V1,
    Market,
    a_bid,
    a_listing,
    a_lot,
    a_tender,
    an_item,
    euro,
)

from marketplace.nouns import NOUNS
from shared import tables
from shared.ids import new_id

LISTING: list[tuple[dict[str, Any], str]] = [
    ({"colour": "red"}, "/colour"),
    ({"title": "a plain text"}, "/title"),
    ({"title": {}}, "/title"),
    ({"title": {"ru": "нет"}}, "/title/ru"),
    ({"title": {"en": "a\x00b"}}, "/title/en"),
    ({"title": {"en": "a" * 201}}, "/title/en"),
    ({"title": {"en": "   "}}, "/title/en"),
    ({"description": None}, "/description"),
    ({"stage": "catering"}, "/stage"),
    ({"role": "Not A Code"}, "/role"),
    ({"role": "a\x00"}, "/role"),
    ({"region": "atlantis"}, "/region"),
    ({"price": 65}, "/price"),
    ({"price": euro("-1.00")}, "/price/amount"),
    ({"price": euro("1.005")}, "/price/amount"),
    ({"price": euro("1e3")}, "/price/amount"),
    ({"price": euro("NaN")}, "/price/amount"),
    ({"price": euro("99999999999999.00")}, "/price/amount"),
    ({"price": {"amount": 65, "currency": "EUR"}}, "/price/amount"),
    ({"price": {"amount": "65.00", "currency": "USD"}}, "/price/currency"),
    ({"price_unit": "year"}, "/price_unit"),
    ({"languages": []}, "/languages"),
    ({"languages": ["lv", "lv"]}, "/languages"),
]
EQUIPMENT: list[tuple[dict[str, Any], str]] = [
    ({"quantity": 0}, "/quantity"),
    ({"quantity": -1}, "/quantity"),
    ({"quantity": 1.5}, "/quantity"),
    ({"quantity": "2"}, "/quantity"),
    ({"quantity": True}, "/quantity"),
    ({"quantity": 2**63}, "/quantity"),
    ({"quantity": 10**30}, "/quantity"),
    ({"day_rate": euro("0.001")}, "/day_rate/amount"),
    ({"category": ""}, "/category"),
    ({"region": "moon"}, "/region"),
]
TENDER: list[tuple[dict[str, Any], str]] = [
    ({"deadline": "2020-01-01T00:00:00Z"}, "/deadline"),
    ({"deadline": "2200-01-01T00:00:00Z"}, "/deadline"),
    ({"deadline": "9999-12-31T23:59:59-14:00"}, "/deadline"),
    ({"deadline": "0001-01-01T00:00:00+14:00"}, "/deadline"),
    ({"deadline": "2027-01-01T00:00:00"}, "/deadline"),
    ({"deadline": 1893456000}, "/deadline"),
    ({"deadline": "1893456000"}, "/deadline"),
    ({"deadline": "soon"}, "/deadline"),
    ({"weights": {"price": 10**30, "quality": 0, "delivery": 0}}, "/weights/price"),
    ({"lots": []}, "/lots"),
    ({"lots": [a_lot()] * 51}, "/lots"),
    ({"lots": [a_lot(budget=euro("-5.00"))]}, "/lots/0/budget/amount"),
    ({"lots": [a_lot(), a_lot(title={"en": "x\x00"})]}, "/lots/1/title/en"),
]
BID: list[tuple[dict[str, Any], str]] = [
    ({"lot_id": "not-an-id"}, "/lot_id"),
    ({"price": euro("0.99")}, "/price/amount"),
    ({"price": euro("-4000.00")}, "/price/amount"),
    ({"delivery_days": 0}, "/delivery_days"),
    ({"delivery_days": 2**64}, "/delivery_days"),
    ({"approach": "x" * 10_001}, "/approach"),
    ({"approach": "a\x00b"}, "/approach"),
    ({"milestones": []}, "/milestones"),
    ({"milestones": [{"title": "x", "share_percent": 99, "due_days": 1}]}, "/milestones"),
    (
        {"milestones": [{"title": "x", "share_percent": 100, "due_days": 21}]},
        "/milestones/0/due_days",
    ),
    ({"partners": [{"organisation_id": "x", "share_percent": 5}]}, "/partners/0/organisation_id"),
    (
        {"partners": [{"organisation_id": str(new_id()), "share_percent": 0}]},
        "/partners/0/share_percent",
    ),
]


async def everything(market: Market) -> dict[str, int]:
    """How many rows each table holds."""
    names = (*NOUNS.metadata.tables.values(), *tables.metadata.tables.values())
    return {
        table.name: (await market.rows(sa.select(sa.func.count()).select_from(table)))[0][0]
        for table in names
    }


@pytest.mark.parametrize(
    ("path", "body", "cases"),
    [
        pytest.param("/listings", a_listing(), LISTING, id="listings"),
        pytest.param("/equipment", an_item(), EQUIPMENT, id="equipment"),
        pytest.param("/tenders", a_tender(), TENDER, id="tenders"),
    ],
)
async def test_a_bad_field_is_named_and_nothing_is_left_behind(
    market: Market, path: str, body: dict[str, Any], cases: list[tuple[dict[str, Any], str]]
) -> None:
    client = await market.organisation()
    before = await everything(market)
    for change, pointer in cases:
        refused = await market.post(path, {**body, **change}, by=client)
        assert refused.status_code == 422, (change, refused.text)
        assert refused.headers["content-type"] == "application/problem+json"
        assert pointer in [error["pointer"] for error in refused.json()["errors"]], change
    for missing in body:
        short = {name: value for name, value in body.items() if name != missing}
        refused = await market.post(path, short, by=client)
        assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{missing}"]
    assert await everything(market) == before


async def test_a_bad_field_of_a_bid_is_named_and_nothing_is_left_behind(market: Market) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client)
    before = await everything(market)
    for change, pointer in BID:
        body = {**a_bid(tender["lots"][0]["id"]), **change}
        refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=bidder)
        assert refused.status_code == 422, (change, refused.text)
        assert pointer in [error["pointer"] for error in refused.json()["errors"]], change
    assert await everything(market) == before


BODIES: list[tuple[str, bytes, int, str | None]] = [
    ("invalid JSON", b"{not json", 400, "invalid_json"),
    ("no body", b"", 422, "validation_failed"),
    ("a list", b"[]", 422, "validation_failed"),
    ("a text", b'"text"', 422, "validation_failed"),
    ("null", b"null", 422, "validation_failed"),
    ("no UTF-8", b"\xff\xfe", 400, None),
    ("lone surrogate", b'{"title": {"en": "\\ud800"}}', 422, "validation_failed"),
    ("nested too deep", b"[" * 100_000, 413, "body_too_complex"),
    ("10 MB", b'{"a":"' + b"x" * 10_000_000 + b'"}', 413, "content_too_large"),
]


async def test_a_body_that_is_no_object_is_refused(market: Market) -> None:
    client = await market.organisation()
    before = await everything(market)
    for name, content, status, code in BODIES:
        headers = {
            **market.headers(client),
            "Idempotency-Key": str(new_id()),
            "Content-Type": "application/json",
        }
        refused = await market.http.post(f"{V1}/tenders", content=content, headers=headers)
        assert refused.status_code == status, (name, refused.text)
        assert code is None or refused.json()["code"] == code, name
    assert await everything(market) == before


async def test_a_key_is_needed_and_means_one_body(market: Market) -> None:
    client = await market.organisation()
    no_key = await market.http.post(
        f"{V1}/tenders", json=a_tender(), headers=market.headers(client)
    )
    assert (no_key.status_code, no_key.json()["code"]) == (400, "idempotency_key_missing")
    body = a_tender()
    first = await market.post("/tenders", body, by=client, key="one")
    again = await market.post("/tenders", body, by=client, key="one")
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = await market.post("/tenders", a_tender(title={"en": "Other"}), by=client, key="one")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len((await market.get("/tenders", client)).json()["items"]) == 1


async def test_a_refused_request_is_forgotten_and_may_be_corrected_under_its_key(
    market: Market,
) -> None:
    client = await market.organisation()
    await market.post("/tenders", a_tender(lots=[]), by=client, key="one")
    await market.done("/tenders", a_tender(), by=client, key="one")


async def test_a_bad_parameter_is_refused(market: Market) -> None:
    for query in (
        "/tenders?limit=0",
        "/tenders?limit=201",
        "/tenders?limit=ten",
        "/tenders?status=lost",
        "/tenders?client_id=x",
        "/listings?stage=x",
        "/listings?role=A%00",
        "/equipment?category=%00",
        "/reviews?provider_id=1",
        "/tenders/not-an-id",
    ):
        refused = await market.get(query)
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed"), query
        assert refused.json()["errors"][0]["pointer"].startswith(("query/", "path/"))


async def test_a_forged_cursor_and_an_unknown_path_and_method_are_refused(market: Market) -> None:
    assert (await market.get("/tenders?cursor=abc")).json()["code"] == "cursor_invalid"
    assert (await market.get("/nothing")).json()["code"] == "no_such_route"
    wrong = await market.http.delete(f"{V1}/tenders")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
