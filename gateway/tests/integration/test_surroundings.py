"""What surrounds every answer: ids, security headers, CORS, health, numbers."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from gateway.tests.conftest import serving

from local.processes import free_port
from shared.http.operations import operations_app, readiness_of
from shared.readiness import Need

ORIGIN = "https://portal.avt.example"


async def test_a_request_gets_an_id_that_goes_everywhere(running: Any) -> None:
    answer = await running.client.get("/v1/search/x")
    identity = answer.headers["x-request-id"]
    assert UUID(identity).version == 7
    assert running.service.seen[0].header("x-request-id") == identity


async def test_a_sane_id_of_the_client_is_kept(running: Any) -> None:
    answer = await running.client.get("/v1/search/x", headers={"x-request-id": "order-1_2.3"})
    assert answer.headers.get_list("x-request-id") == ["order-1_2.3"]
    assert running.service.seen[0].header("x-request-id") == "order-1_2.3"


@pytest.mark.parametrize("given", ["x", "a" * 65, "with space", "<script>alert</script>", ""])
async def test_an_id_that_should_not_be_logged_is_replaced(running: Any, given: str) -> None:
    answer = await running.client.get("/v1/search/x", headers={"x-request-id": given})
    assert UUID(answer.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/v1/search/x", "/docs", "/livez", "/nothing"])
async def test_every_answer_has_the_security_headers(running: Any, path: str) -> None:
    headers = (await running.client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert "strict-transport-security" not in headers, "only where the client came by https"


async def test_a_browser_of_a_known_origin_may_call(start_gateway: Any) -> None:
    running = await start_gateway(cors_origins=f"{ORIGIN},https://other.example")
    preflight = await running.client.options(
        "/v1/marketplace/tenders",
        headers={
            "origin": ORIGIN,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,idempotency-key,if-match",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == ORIGIN
    assert running.service.seen == []
    answer = await running.client.get("/v1/search/x", headers={"origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "ETag" in answer.headers["access-control-expose-headers"]


async def test_a_browser_can_read_why_it_was_refused(start_gateway: Any) -> None:
    running = await start_gateway(cors_origins=ORIGIN, rate_anonymous="1/minute")
    for expected in (401, 429):
        answer = await running.client.get(
            "/v1/search/x", headers={"origin": ORIGIN, "authorization": "Bearer x"}
        )
        assert answer.status_code == expected
        assert answer.headers["access-control-allow-origin"] == ORIGIN


async def test_a_browser_of_another_origin_may_not_call(start_gateway: Any) -> None:
    running = await start_gateway(cors_origins=ORIGIN)
    for origin in ("https://evil.example", "null", f"{ORIGIN}.evil.example"):
        preflight = await running.client.options(
            "/v1/search/x",
            headers={"origin": origin, "access-control-request-method": "GET"},
        )
        assert preflight.status_code == 400
        answer = await running.client.get("/v1/search/x", headers={"origin": origin})
        assert "access-control-allow-origin" not in answer.headers


async def test_no_origin_may_call_unless_configured(running: Any) -> None:
    answer = await running.client.get("/v1/search/x", headers={"origin": ORIGIN})
    assert "access-control-allow-origin" not in answer.headers


async def ready(running: Any) -> Any:
    for _ in range(100):
        answer = await running.client.get("/readyz")
        if answer.json()["revocations"] == "ok":
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError("revocations were never loaded")


async def test_ready_says_which_services_are_reached(start_gateway: Any) -> None:
    running = await start_gateway(billing_url="http://127.0.0.1:1")
    answer = await ready(running)
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "degraded")
    assert body["services"]["registry"]["status"] == "ok"
    assert body["services"]["billing"]["status"] == "unavailable"
    assert body["services"]["billing"]["detail"] == "cannot be reached"


async def test_what_a_service_lacks_is_told_in_its_own_words(start_gateway: Any) -> None:
    running = await start_gateway(key_source=None)
    lacking = {"status": "failing", "detail": "the broker is away", "stops_traffic": False}
    fine = {"status": "ok", "detail": None, "stops_traffic": True}
    said = {"status": "degraded", "checks": {"database": fine, "broker": lacking}}
    running.service.answers("/readyz", 200, said)
    body = (await ready(running)).json()
    async with asyncio.timeout(10):
        while body["services"]["search"]["status"] != "degraded":
            await asyncio.sleep(0.1)
            body = (await ready(running)).json()
    assert body["status"] == "degraded"
    assert body["services"]["search"]["detail"] == "broker: the broker is away"


async def test_the_words_of_a_service_whose_database_hangs_arrive(start_gateway: Any) -> None:
    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(2)  # as a driver does that still tries to end the session

    needs = [Need("database", hang, stops_traffic=True)]
    async with serving(operations_app(lambda: b"", readiness_of(lambda: needs))) as url:
        running = await start_gateway(billing_url=url)
        body = (await ready(running)).json()
    assert body["services"]["billing"]["detail"] == "database: does not answer"


async def test_with_everything_up_all_is_ok(start_gateway: Any) -> None:
    running = await start_gateway(key_source=None)
    answer = await ready(running)
    assert answer.json()["status"] == "ok"
    assert answer.json()["keys"] == "ok"


async def test_a_gateway_that_reaches_nobody_starts_but_is_not_ready(start_gateway: Any) -> None:
    nowhere = "http://127.0.0.1:1"
    running = await start_gateway(
        key_source=None,
        registry_url=nowhere,
        marketplace_url=nowhere,
        search_url=nowhere,
        billing_url=nowhere,
        broker_url="memory://",
    )
    assert (await running.client.get("/livez")).json() == {"status": "ok"}
    answer = await running.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert answer.json()["keys"] == "missing"


async def test_being_asked_for_health_does_not_multiply(running: Any) -> None:
    asked = 0
    ok = running.service.routes["/readyz"]

    async def counted(*args: Any) -> None:
        nonlocal asked
        asked += 1
        await ok(*args)

    running.service.routes["/readyz"] = counted
    await asyncio.gather(*(running.client.get("/readyz") for _ in range(30)))
    assert asked == 4, "once for each service"


async def test_the_numbers_count_requests_and_refusals(running: Any) -> None:
    await running.client.get("/v1/search/x")
    await running.client.get("/v1/search/x", headers={"authorization": "Bearer x"})
    await running.client.request("PROPFIND", "/v1/search/x")
    text = running.app.metrics.text().decode()
    assert 'gateway_requests_total{method="GET",service="search",status="200"} 1.0' in text
    assert 'gateway_requests_total{method="GET",service="search",status="401"} 1.0' in text
    assert 'gateway_requests_total{method="other",service="search",status="200"} 1.0' in text
    assert 'gateway_refusals_total{code="token_malformed"} 1.0' in text


async def test_the_numbers_are_on_a_port_of_their_own_and_nowhere_else(
    start_gateway: Any,
) -> None:
    port = free_port()
    running = await start_gateway(metrics_port=port, trusted_proxies="127.0.0.0/8")
    for headers in ({}, {"x-forwarded-for": "10.1.1.1"}):
        public = await running.client.get("/metrics", headers=headers)
        assert (public.status_code, public.json()["code"]) == (404, "no_such_route")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as operator:
        assert "gateway_requests_total" in (await operator.get("/metrics")).text
        assert (await operator.get("/v1/search/x")).status_code == 404


@pytest.mark.parametrize(("registry_url", "status"), [("http://127.0.0.1:1", 503), (None, 200)])
async def test_the_metrics_port_tells_the_same_readiness_as_the_public_one(
    start_gateway: Any, registry_url: str | None, status: int
) -> None:
    port = free_port()
    changes = {"registry_url": registry_url} if registry_url else {}
    running = await start_gateway(key_source=None, metrics_port=port, **changes)
    if status == 200:
        await ready(running)
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as operator,
        asyncio.timeout(10),
    ):
        while True:
            public, private = await running.client.get("/readyz"), await operator.get("/readyz")
            # An answer is kept for a second; at its end the two may be of different ones.
            if private.content == public.content:
                break
    assert public.status_code == private.status_code == status
    assert set(private.json()["services"]) == {"registry", "marketplace", "search", "billing"}


async def test_our_own_pages_only_support_get(running: Any) -> None:
    answer = await running.client.post("/livez")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
