"""A machine account starts the invoicing over HTTP, needing nothing but its one scope."""

import asyncio
import base64
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from services.billing.tests.builders import CLUSTER_ID, Books
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from typer.testing import CliRunner

from billing.__main__ import cli
from billing.invoicing.remote import RunNotStarted, invoice_remotely
from billing.invoicing.running import Running

ACCOUNT = ("a-machine", "its secret")


class Door:
    """The gateway's paths: the registry's token route, and the real billing behind."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.scopes = ["billing:invoicing"]
        self.tokens = 0
        self.unavailable = 0

    async def token(self, request: Request) -> JSONResponse:
        expected = base64.b64encode(":".join(ACCOUNT).encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return JSONResponse({"error": "invalid_client"}, 401)
        self.tokens += 1
        # The first token is dead by the time that it is used.
        changes = {"exp": 1} if self.tokens == 1 else {}
        minted = self.books.mint(kind="machine", scopes=self.scopes, **changes)
        return JSONResponse({"access_token": minted})

    async def __call__(self, scope, receive, send) -> None:
        if self.unavailable and scope["path"].startswith("/v1/billing"):
            self.unavailable -= 1
            refusal = JSONResponse({}, 503, headers={"Retry-After": "0"})
            await refusal(scope, receive, send)
            return
        routes = [
            Route("/v1/registry/oauth/token", self.token, methods=["POST"]),
            Mount("/", self.books.app),
        ]
        await Starlette(routes=routes)(scope, receive, send)


@pytest.fixture
def door(books: Books) -> Door:
    return Door(books)


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=door)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


async def start(client: httpx.AsyncClient, secret: str = ACCOUNT[1]):
    return await invoice_remotely(
        client, client_id=ACCOUNT[0], client_secret=secret, until=None, poll_seconds=0.01
    )


async def test_one_call_starts_one_run_through_refusals_and_sees_it_through(
    books: Books, door: Door, client: httpx.AsyncClient
):
    await books.completed(await books.organisation(), await books.member())
    door.unavailable = 2
    started = asyncio.create_task(start(client))
    running = Running(books.database, books.settings)
    manager = books.headers(
        organisation_id=CLUSTER_ID, roles=["manager"], scopes=["billing:invoicing"]
    )
    async with asyncio.timeout(20):
        while not started.done():
            listed = await books.http.get("/v1/billing/invoicing-runs", headers=manager)
            page = listed.json()
            for item in page["items"]:
                await running.carry_out(UUID(item["id"]))
            await asyncio.sleep(0.01)
    run = started.result()
    assert run.state == "done"
    assert len(page["items"]) == 1
    assert {result.reason for result in run.results} == {"no_mandate", None}


async def test_a_wrong_secret_and_a_missing_scope_are_told_apart(
    door: Door, client: httpx.AsyncClient
):
    with pytest.raises(RunNotStarted, match="no token for the machine account: 401 invalid_client"):
        await start(client, "another secret")
    door.scopes = ["billing:read"]
    with pytest.raises(RunNotStarted, match=r"403 .*billing:invoicing"):
        await start(client)


async def test_a_refusal_that_will_not_pass_is_told_at_once(books: Books, door: Door):
    door.books.app.state.settings = books.settings.model_copy(update={"seller_name": ""})
    asked = 0

    async def count(request: httpx.Request) -> None:
        nonlocal asked
        asked += request.method == "POST" and request.url.path.endswith("/invoicing-runs")

    transport = httpx.ASGITransport(app=door)
    hooks = {"request": [count]}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://door", event_hooks=hooks
    ) as client:
        door.tokens = 1  # so that the first token lives
        with pytest.raises(RunNotStarted, match=r"409 .*not configured"):
            await start(client)
    assert asked == 1


async def test_a_time_to_come_back_that_is_a_date_is_no_reason_to_fall_over(
    monkeypatch: pytest.MonkeyPatch,
):
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("billing.invoicing.remote.asyncio.sleep", note)

    async def busy(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t"})
        told = "Sun, 29 Nov 2026 23:00:00 GMT" if not pauses else "86400"
        return httpx.Response(503, headers={"Retry-After": told})

    transport = httpx.MockTransport(busy)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        with pytest.raises(RunNotStarted, match="503"):
            await start(client)
    assert pauses == [1, 60, 60, 60]


def test_a_platform_that_cannot_be_reached_ends_with_1_and_says_so(tmp_path, monkeypatch):
    async def at_once(seconds: float) -> None:
        """Wait for nothing."""

    monkeypatch.setattr("billing.invoicing.remote.asyncio.sleep", at_once)
    secret = tmp_path / "secret"
    secret.write_text("its secret\n")
    options = ["--client-id", "a-machine", "--client-secret-file", str(secret)]
    ended = CliRunner().invoke(cli, ["invoice", "--gateway", "http://127.0.0.1:1", *options])
    assert ended.exit_code == 1
    assert "cannot be reached" in ended.stderr


def test_a_gateway_without_an_account_is_a_wrong_call():
    ended = CliRunner().invoke(cli, ["invoice", "--gateway", "http://127.0.0.1:1"])
    assert ended.exit_code == 2
    assert "--client-id" in ended.stderr
