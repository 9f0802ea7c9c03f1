"""What we ask of Meilisearch. NO SERVER HAS ANSWERED THESE: the answers are ours.

They are written from its documentation and pin our side of the conversation.
What a real server makes of it, `test_engine_contract.py` shows where one runs.
"""

import json
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import respx
from services.search.tests.unit.test_engine_contract import entry

from search.engines.meilisearch import (
    INDEX,
    NEXT_INDEX,
    SETTINGS,
    MeilisearchEngine,
    MeilisearchWriter,
)
from search.engines.port import (
    EngineUnavailable,
    Entry,
    Hit,
    IndexNotReady,
    Relaxation,
    Search,
    Sort,
)
from search.language.analysis import ANALYSER

URL = "http://meilisearch.test:7700"
FACETS = ["kind", "stage", "role", "region", "language"]


def _answer(*ids: str, total: int | None = None, **facets: dict[str, int]) -> httpx.Response:
    hits = [
        {"id": key, "_federation": {"indexUid": INDEX, "weightedRankingScore": 0.5}} for key in ids
    ]
    return httpx.Response(
        200,
        json={
            "hits": hits,
            "estimatedTotalHits": len(ids) if total is None else total,
            "facetsByIndex": {INDEX: {"distribution": facets, "stats": {}}},
            "processingTimeMs": 1,
        },
    )


@pytest.fixture
async def engine() -> AsyncIterator[MeilisearchEngine]:
    engine = MeilisearchEngine(URL, "a search key")
    yield engine
    await engine.close()


def _bodies(server: respx.MockRouter) -> list[dict[str, Any]]:
    return [json.loads(call.request.content) for call in server.calls]


@respx.mock(base_url=URL)
async def test_no_server_has_answered_a_search_without_words_asks_for_the_newest(
    respx_mock: respx.MockRouter, engine: MeilisearchEngine
) -> None:
    respx_mock.post("/multi-search").mock(return_value=_answer("1", total=7, kind={"listing": 7}))
    answer = await engine.search(Search(offset=5, limit=2))
    assert (answer.hits, answer.total) == ((Hit("1", 0.0),), 7)
    assert answer.facets == {**{facet: {} for facet in FACETS}, "kind": {"listing": 7}}
    assert respx_mock.calls[0].request.headers["authorization"] == "Bearer a search key"
    assert _bodies(respx_mock) == [
        {
            "federation": {"offset": 5, "limit": 2, "facetsByIndex": {INDEX: FACETS}},
            "queries": [
                {
                    "indexUid": INDEX,
                    "filter": [],
                    "attributesToRetrieve": ["id"],
                    "matchingStrategy": "all",
                    "sort": ["published_us:desc", "tie:asc"],
                    "q": "",
                }
            ],
        }
    ]


@respx.mock(base_url=URL)
async def test_no_server_has_answered_each_spelling_is_one_query_over_its_languages(
    respx_mock: respx.MockRouter, engine: MeilisearchEngine
) -> None:
    respx_mock.post("/multi-search").mock(return_value=_answer("1"))
    answer = await engine.search(Search(terms=ANALYSER.query("kameru noma")))
    assert answer.hits == (Hit("1", 0.5),)
    queries = _bodies(respx_mock)[0]["queries"]
    assert {query["q"]: query["attributesToSearchOn"] for query in queries} == {
        "kamer nom": ["names", "title_lv", "body_lv", "title_lt", "body_lt"],
        "kameru noma": ["names", "title_en", "body_en", "title_et", "body_et"],
    }
    assert all("sort" not in query for query in queries)


@respx.mock(base_url=URL)
async def test_no_server_has_answered_filters_are_quoted_and_prices_exact_cents(
    respx_mock: respx.MockRouter, engine: MeilisearchEngine
) -> None:
    respx_mock.post("/multi-search").mock(return_value=_answer("1"))
    await engine.search(
        Search(
            filters={"region": ("riga", 'a "b" \\')},
            price_min=1,
            price_max=10_000_000_001,
            sort=Sort.PRICE_DESCENDING,
        )
    )
    main, region = _bodies(respx_mock)
    prices = ["price_cents >= 1", "price_cents <= 10000000001"]
    assert main["queries"][0]["filter"] == [r'region IN ["riga", "a \"b\" \\"]', *prices]
    assert main["queries"][0]["sort"] == ["price_cents:desc", "tie:asc"]
    assert main["federation"]["facetsByIndex"] == {INDEX: ["kind", "stage", "role", "language"]}
    assert region["queries"][0]["filter"] == prices
    assert region["federation"] == {"offset": 0, "limit": 0, "facetsByIndex": {INDEX: ["region"]}}


@respx.mock(base_url=URL)
async def test_no_server_has_answered_words_are_relaxed_only_when_nothing_has_them_all(
    respx_mock: respx.MockRouter, engine: MeilisearchEngine
) -> None:
    respx_mock.post("/multi-search").mock(side_effect=[_answer(), _answer("1")])
    answer = await engine.search(Search(terms=ANALYSER.query("kameru vulkanizācija")))
    assert answer.relaxation is Relaxation.SOME_TERMS
    strategies = [body["queries"][0]["matchingStrategy"] for body in _bodies(respx_mock)]
    assert strategies == ["all", "last"]


@respx.mock(base_url=URL)
async def test_no_server_has_answered_an_index_that_is_not_there_yet_is_not_ready(
    respx_mock: respx.MockRouter, engine: MeilisearchEngine
) -> None:
    respx_mock.post("/multi-search").mock(
        return_value=httpx.Response(404, json={"code": "index_not_found", "message": "…"})
    )
    with pytest.raises(IndexNotReady):
        await engine.search(Search())


@pytest.mark.parametrize(
    "trouble",
    [
        {"side_effect": httpx.ConnectError("refused")},
        {"side_effect": httpx.ReadTimeout("slow")},
        {"return_value": httpx.Response(503)},
        {"return_value": httpx.Response(403, json={"code": "invalid_api_key"})},
        {"return_value": httpx.Response(200, text="<html>")},
        {"return_value": httpx.Response(200, json={"results": []})},
    ],
)
@respx.mock(base_url=URL)
async def test_no_server_has_answered_trouble_means_unavailable(
    respx_mock: respx.MockRouter, engine: MeilisearchEngine, trouble: dict[str, Any]
) -> None:
    respx_mock.post("/multi-search").mock(**trouble)
    with pytest.raises(EngineUnavailable):
        await engine.search(Search())


@respx.mock(base_url=URL)
async def test_no_server_has_answered_readiness_is_its_health(
    respx_mock: respx.MockRouter, engine: MeilisearchEngine
) -> None:
    respx_mock.get("/health").mock(
        side_effect=[httpx.Response(200, json={"status": "available"}), httpx.Response(503)]
    )
    await engine.check()
    with pytest.raises(EngineUnavailable):
        await engine.check()


class Pretended:
    """A server that notes what the official client sends and calls every task done."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, Any]] = []
        self.indexes: set[str] = set()
        self.failing: str | None = None
        pretended = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Tests do not want its log."""

            def _serve(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                status, answer = pretended.answer(self.command, self.path, body)
                raw = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _serve  # noqa: N815

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        path = path.partition("?")[0]
        if path.startswith("/tasks/"):
            failed = self.failing is not None and self.requests[-1][1].startswith(self.failing)
            error = {"code": "internal", "message": "", "type": "internal", "link": ""}
            return 200, {
                "uid": 1,
                "indexUid": INDEX,
                "status": "failed" if failed else "succeeded",
                "type": "any",
                "error": error if failed else None,
                "enqueuedAt": "2026-03-02T09:00:00.000001Z",
            }
        self.requests.append((method, path, body))
        if method == "POST" and path == "/indexes":
            self.indexes.add(body["uid"])
        if method == "GET":
            if path.rsplit("/", 1)[-1] in self.indexes:
                return 200, {"uid": INDEX, "createdAt": "2026-03-02T09:00:00Z"}
            return 404, {"code": "index_not_found", "message": "", "type": "", "link": ""}
        return 202, {
            "taskUid": 1,
            "indexUid": INDEX,
            "status": "enqueued",
            "type": "any",
            "enqueuedAt": "2026-03-02T09:00:00.000001Z",
        }


@pytest.fixture
def pretended() -> Iterator[Pretended]:
    pretended = Pretended()
    thread = threading.Thread(target=pretended.server.serve_forever)
    thread.start()
    yield pretended
    pretended.server.shutdown()
    pretended.server.server_close()
    thread.join()


@pytest.fixture
async def writer(pretended: Pretended) -> AsyncIterator[MeilisearchWriter]:
    writer = MeilisearchWriter(pretended.url, "a writing key")
    yield writer
    await writer.close()


async def _one_batch() -> AsyncIterator[Sequence[Entry]]:
    yield [entry("1", price=500)]


async def test_no_server_has_answered_a_first_index_is_built_aside_and_swapped_in(
    pretended: Pretended, writer: MeilisearchWriter
) -> None:
    assert await writer.identity() is None
    pretended.requests.clear()
    identity = await writer.replace(_one_batch())
    assert identity == f"{INDEX}@2026-03-02T09:00:00Z"
    assert [(method, path) for method, path, _ in pretended.requests] == [
        ("DELETE", f"/indexes/{NEXT_INDEX}"),
        ("POST", "/indexes"),
        ("PATCH", f"/indexes/{NEXT_INDEX}/settings"),
        ("POST", f"/indexes/{NEXT_INDEX}/documents"),
        ("GET", f"/indexes/{INDEX}"),
        ("POST", "/indexes"),
        ("POST", "/swap-indexes"),
        ("DELETE", f"/indexes/{NEXT_INDEX}"),
        ("GET", f"/indexes/{INDEX}"),
    ]
    bodies = {path: body for method, path, body in pretended.requests if method != "GET"}
    assert bodies[f"/indexes/{NEXT_INDEX}/settings"] == SETTINGS
    assert bodies["/swap-indexes"] == [{"indexes": [INDEX, NEXT_INDEX]}]
    (document,) = bodies[f"/indexes/{NEXT_INDEX}/documents"]
    assert document["title_lv"] == "kamer nom"
    assert document["price_cents"] == 500
    assert document["kind"] == ["listing"]


async def test_no_server_has_answered_deletions_go_before_upserts(
    pretended: Pretended, writer: MeilisearchWriter
) -> None:
    await writer.write([entry("1")], ["2", "3"])
    deleted, added = pretended.requests
    gone = {"filter": 'id IN ["2", "3"]'}
    assert deleted == ("POST", f"/indexes/{INDEX}/documents/delete", gone)
    assert added[:2] == ("POST", f"/indexes/{INDEX}/documents")
    assert "price_cents" not in added[2][0]


async def test_no_server_has_answered_a_failed_task_is_reported(
    pretended: Pretended, writer: MeilisearchWriter
) -> None:
    pretended.failing = f"/indexes/{INDEX}/documents"
    with pytest.raises(EngineUnavailable):
        await writer.write([entry("1")], [])


async def test_no_server_has_answered_a_server_that_is_away_is_unavailable() -> None:
    writer = MeilisearchWriter("http://127.0.0.1:9", None)
    with pytest.raises(EngineUnavailable):
        await writer.identity()
    await writer.close()
