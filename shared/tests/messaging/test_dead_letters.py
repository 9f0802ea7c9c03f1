"""Dead letters over HTTP: for the manager, and nobody else."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from shared.http.app import create_service_app
from shared.http.dead_letters import dead_letters_router
from shared.messaging.bus import Retries, connect
from shared.messaging.events import Event, Undecodable
from shared.settings import ServiceSettings

OPENED = "avt.test.door.opened.v1"
URL = "/v1/test/dead-letters"


@pytest.fixture
def bus():
    return connect("memory://")


@pytest.fixture
async def client(house, bus, key_source):
    settings = ServiceSettings(
        database_url=house.url,
        broker_url="memory://",
        secret_key="a secret for tests only, 32 chars",
        environment="test",
    )
    app = create_service_app(
        name="test",
        title="Test",
        description="A service for tests",
        settings=settings,
        routers=[dead_letters_router("test")],
        keys=key_source,
        bus=bus,
    )
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


@pytest.fixture
def manager(mint) -> dict[str, str]:
    return {"Authorization": f"Bearer {mint(roles=['manager'], scopes=['test:read'])}"}


def event() -> Event:
    return Event(
        id=uuid4(),
        source="/test",
        type=OPENED,
        time=datetime(2026, 3, 1, tzinfo=UTC),
        data={"number": 1},
    )


async def test_the_manager_lists_inspects_and_resends(client, bus, manager) -> None:
    repaired, done = False, []

    async def handle(received: Event) -> None:
        if not repaired:
            raise Undecodable("not yet")
        done.append(received)

    await bus.subscribe("test", [OPENED], handle, retries=Retries(limit=1, first_delay=0))
    first, second = event(), event()
    await bus.publish(first)
    await bus.publish(second)

    listed = (await client.get(URL, headers=manager)).json()["items"]
    assert [item["id"] for item in listed] == [str(first.id), str(second.id)]
    assert listed[0]["reason"] == "rejected"
    one = (await client.get(f"{URL}/{first.id}", headers=manager)).json()
    assert one["event"]["data"] == {"number": 1}

    repaired = True
    body = {"ids": [str(second.id)]}
    for resent in (1, 0):
        answer = await client.post(f"{URL}/resend", headers=manager, json=body)
        assert answer.json() == {"resent": resent}
    assert done == [second]
    answer = await client.post(f"{URL}/resend", headers=manager, json={})
    assert answer.json() == {"resent": 1}
    assert (await client.get(URL, headers=manager)).json() == {"items": []}
    assert (await client.get(f"{URL}/{first.id}", headers=manager)).status_code == 404


async def test_a_service_that_never_consumed_has_no_dead_letters(client, manager) -> None:
    assert (await client.get(URL, headers=manager)).json() == {"items": []}
    answer = await client.post(f"{URL}/resend", headers=manager, json={})
    assert answer.json() == {"resent": 0}


async def test_bytes_that_are_no_json_are_shown_without_an_event(client, bus, manager) -> None:
    async def handle(received: Event) -> None: ...

    await bus.subscribe("test", [OPENED], handle)
    await bus.publish_bytes(OPENED, b"\xff")
    (item,) = (await client.get(URL, headers=manager)).json()["items"]
    assert (await client.get(f"{URL}/{item['id']}", headers=manager)).json()["event"] is None


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_dead_letters_are_the_managers_alone(client, mint, method: str) -> None:
    url = URL if method == "GET" else f"{URL}/resend"
    assert (await client.request(method, url, json={})).status_code == 401
    for roles, scopes in (
        (["representative"], ["test:read"]),
        (["board"], ["test:read"]),
        ([], ["test:read"]),
        (["manager"], ["other:read"]),
    ):
        token = {"Authorization": f"Bearer {mint(roles=roles, scopes=scopes)}"}
        assert (await client.request(method, url, json={}, headers=token)).status_code == 403


@pytest.mark.parametrize(
    "body", [{"ids": "all"}, {"ids": [""]}, {"other": 1}, {"ids": ["x" * 101]}, []], ids=str
)
async def test_a_bad_resend_is_refused(client, manager, body: object) -> None:
    answer = await client.post(f"{URL}/resend", headers=manager, json=body)
    assert answer.status_code == 422
