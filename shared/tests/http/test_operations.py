"""Numbers and health are on a port of their own."""

from collections.abc import AsyncIterator

import httpx
import pytest

from local.processes import free_port
from shared.http.app import create_service_app


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def public(app, key_source, port) -> AsyncIterator[httpx.AsyncClient]:
    """The service's own port, while its numbers are on another."""
    settings = app.state.settings.model_copy(update={"metrics_port": port})
    served = create_service_app(
        name="notes",
        title="Notes",
        description="A service for tests",
        settings=settings,
        routers=[],
        keys=key_source,
    )
    transport = httpx.ASGITransport(app=served)
    async with (
        served.router.lifespan_context(served),
        httpx.AsyncClient(transport=transport, base_url="http://notes") as client,
    ):
        yield client


async def test_an_api_shows_its_numbers_at_the_metrics_port_only(public, port):
    await public.get("/v1/notes/nothing")
    assert (await public.get("/metrics")).status_code == 404
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as operator:
        assert "http_requests" in (await operator.get("/metrics")).text
        assert (await operator.get("/livez")).json() == {"status": "ok"}
        ready = await operator.get("/readyz")
        assert ready.json() == (await public.get("/readyz")).json()
        assert (await operator.get("/v1/notes/openapi.json")).status_code == 404


async def test_a_taken_metrics_port_keeps_a_process_from_starting(public, app, key_source, port):
    settings = app.state.settings.model_copy(update={"metrics_port": port})
    second = create_service_app(
        name="notes",
        title="Notes",
        description="A service for tests",
        settings=settings,
        routers=[],
        keys=key_source,
    )
    with pytest.raises(OSError, match="in use"):
        async with second.router.lifespan_context(second):
            """It does not come to this."""
