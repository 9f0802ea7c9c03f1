"""Before the opening, a bid's content is nowhere but in its ciphertext.

Each test bids with a price and texts that occur nowhere else, then looks for them everywhere.
"""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import structlog
from services.marketplace.tests.builders import Market, a_bid, euro, settings

from marketplace.nouns import NOUNS
from shared import tables
from shared.observability import configure_logging

SECRETS = (
    "31415.92",
    "3141592",
    "velvet-giraffe",
    "milestone-of-amber",
    "417",  # delivery days
)
OFFER: dict[str, Any] = {
    "price": euro("31415.92"),
    "delivery_days": 417,
    "approach": "velvet-giraffe",
    "milestones": [{"title": "milestone-of-amber", "share_percent": 100, "due_days": 400}],
}


def found_in(text: str) -> list[str]:
    # Ids and moments are full of digits: short numbers are looked for as whole values only.
    plain = [secret for secret in SECRETS if len(secret) > 3 and secret in text]
    return plain + ([":417"] if ": 417," in text or ":417," in text else [])


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged during the test, as lines of JSON, at every level."""
    lines = io.StringIO()
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(lines),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(lines)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**before)


async def everything_stored(market: Market) -> dict[str, str]:
    """Every table of the database as text, bytes in hex and as characters."""
    stored = {}
    for table in (*NOUNS.metadata.tables.values(), *tables.metadata.tables.values()):
        rows = await market.rows(sa.select(table))
        values = [value for row in rows for value in row]
        raw = b" ".join(value for value in values if isinstance(value, bytes))
        texts = json.dumps([v for v in values if not isinstance(v, bytes)], default=str)
        stored[table.name] = texts + raw.hex() + raw.decode("latin-1")
    return stored


async def test_no_table_event_or_log_line_holds_a_sealed_bids_content(
    market: Market, logged: io.StringIO
) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 37}]
    body = a_bid(tender["lots"][0]["id"], **OFFER, partners=partners)
    path = f"/tenders/{tender['id']}/bids"
    placed = await market.post(path, body, by=lead, key="the-key")
    replayed = await market.post(path, body, by=lead, key="the-key")
    assert replayed.headers["idempotency-replayed"] == "true"
    assert found_in(placed.text) == []
    bid_id = placed.json()["id"]
    await market.done(f"/bids/{bid_id}/confirmation", by=partner)
    # The bidder itself reads it, so it is known to be there.
    own = await market.get(f"/bids/{bid_id}", lead)
    assert len(found_in(own.text)) >= 3

    stored = await everything_stored(market)
    assert bid_id in stored["bids"]
    assert {name: found_in(text) for name, text in stored.items() if found_in(text)} == {}
    assert "share_percent" not in "".join(stored.values())
    assert "/bids" in logged.getvalue()
    assert found_in(logged.getvalue()) == []


async def test_refusals_of_a_bid_never_repeat_it(market: Market, logged: io.StringIO) -> None:
    client, lead = await market.organisations(2)
    tender = await market.published_tender(client)
    path, lot = f"/tenders/{tender['id']}/bids", tender["lots"][0]["id"]
    wrong: list[dict[str, Any]] = [
        {"surprise": "velvet-giraffe"},
        {"price": {"amount": "31415.921", "currency": "EUR"}},
        {"delivery_days": "417"},
        {"approach": "velvet-giraffe\x00"},
        {"milestones": [{"title": "milestone-of-amber", "share_percent": 99, "due_days": 400}]},
        {"partners": [{"organisation_id": str(lead), "share_percent": 417}]},
        {"partners": [{"organisation_id": "velvet-giraffe", "share_percent": 1}]},
    ]
    for change in wrong:
        refused = await market.post(path, a_bid(lot, **{**OFFER, **change}), by=lead)
        assert refused.status_code == 422, refused.text
        assert found_in(refused.text) == [], change
    await market.move_clock(days=8)
    late = await market.post(path, a_bid(lot, **OFFER), by=lead)
    assert late.status_code == 409
    assert found_in(late.text + logged.getvalue()) == []
    assert found_in("".join((await everything_stored(market)).values())) == []


async def test_nobody_elses_answer_holds_a_sealed_bids_content(market: Market) -> None:
    client, lead, rival, stranger = await market.organisations(4)
    tender = await market.published_tender(client)
    bid_id = await market.bid(tender, lead, **OFFER)
    await market.bid(tender, rival)
    lot = tender["lots"][0]["id"]
    reads = (
        "/tenders",
        f"/tenders/{tender['id']}",
        f"/tenders/{tender['id']}/bids",
        f"/bids/{bid_id}",
        f"/lots/{lot}/ranking",
        "/orders",
        "/listings",
        "/reviews",
    )
    cluster = {"roles": ("manager", "board", "representative")}
    operator = market.headers(stranger, **cluster, scopes=("marketplace:read", "feeds:read"))
    for path in reads:
        for reader in (None, client, rival, stranger):
            answer = await market.get(path, reader)
            assert found_in(answer.text) == [], (path, reader)
            assert bid_id not in answer.text or path == f"/bids/{bid_id}"
        assert found_in((await market.get(path, headers=operator)).text) == []
    async with asyncio.timeout(45):
        # A feed ends below the oldest transaction of the whole server, other tests' included.
        while (
            tender["id"] not in (feed := await market.get("/feeds/events", headers=operator)).text
        ):
            assert feed.status_code == 200
            await asyncio.sleep(0.05)
    assert found_in(feed.text) == []
    assert bid_id not in feed.text


@pytest.mark.parametrize("log_format", ["json", "console"])
async def test_a_crash_while_a_bid_is_placed_logs_its_traceback_without_the_bid(
    market: Market, monkeypatch: pytest.MonkeyPatch, log_format: str
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("out of luck")

    before = structlog.get_config()
    configure_logging(settings("postgresql://nowhere", log_format=log_format))
    lines = io.StringIO()
    structlog.configure(
        processors=structlog.get_config()["processors"],
        logger_factory=structlog.PrintLoggerFactory(lines),
        cache_logger_on_first_use=False,
    )
    client, lead = await market.organisations(2)
    tender = await market.published_tender(client)
    monkeypatch.setattr("marketplace.bids.use_cases.unknown_among", crash)
    transport = httpx.ASGITransport(app=market.app, raise_app_exceptions=False)
    market.http = httpx.AsyncClient(transport=transport, base_url="http://marketplace")
    path = f"/tenders/{tender['id']}/bids"
    crashed = await market.post(path, a_bid(tender["lots"][0]["id"], **OFFER), by=lead)
    structlog.configure(**before)
    assert (crashed.status_code, crashed.json()["code"]) == (500, "internal_error")
    assert "out of luck" in lines.getvalue()
    assert found_in(lines.getvalue() + crashed.text) == []
    assert found_in("".join((await everything_stored(market)).values())) == []


async def test_after_the_opening_events_still_hold_no_bid(market: Market) -> None:
    client, lead = await market.organisations(2)
    tender = await market.published_tender(client)
    bid_id = await market.bid(tender, lead, **OFFER)
    await market.opened(tender, client)
    assert (await market.get(f"/bids/{bid_id}", client)).json()["offer"]["price"] == OFFER["price"]
    announced = json.dumps(await market.announced())
    assert found_in(announced) == []
    assert bid_id not in announced


async def test_with_another_master_key_the_bids_stay_locked_and_nothing_changes(
    market: Market,
) -> None:
    from marketplace.sealing.seals import MasterKey

    client, lead = await market.organisations(2)
    tender = await market.published_tender(client)
    bid_id = await market.bid(tender, lead)
    await market.move_clock(days=8)
    right = market.app.state.master_key
    market.app.state.master_key = MasterKey(b"x" * 32)
    locked = await market.post(f"/tenders/{tender['id']}/opening", by=client)
    assert (locked.status_code, locked.json()["code"]) == (503, "bids_locked")
    assert (await market.get(f"/bids/{bid_id}", lead)).status_code == 503
    assert (await market.get(f"/tenders/{tender['id']}")).json()["status"] == "closed"
    market.app.state.master_key = right
    await market.done(f"/tenders/{tender['id']}/opening", by=client)
