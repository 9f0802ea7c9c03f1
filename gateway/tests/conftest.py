"""Real loopback services behind a real gateway: nothing on the way of a request is faked."""

import asyncio
import base64
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.app import Gateway, create_app
from gateway.serving import BoundedHttp
from gateway.settings import Settings
from shared.ids import new_id
from shared.messaging.bus import Bus
from shared.messaging.bus.in_process import InProcessBus
from shared.testing.keys import StaticKeys
from shared.tokens import Signer

ISSUER = "avt-registry"


class QuietServer(uvicorn.Server):
    """A server that leaves the test run's own signal handlers alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        # Like the original, but it notices the end sooner.
        while not await self.on_tick(0):
            await asyncio.sleep(0.01)


def free_socket() -> socket.socket:
    # The protocol is named, because asyncio turns Nagle's delay off only where it is: with
    # protocol 0 every answer would come 40 ms late.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind(("127.0.0.1", 0))
    return sock


@asynccontextmanager
async def serving(
    app: ASGIApp, *, lifespan: str = "off", http: type[asyncio.Protocol] | None = None
) -> AsyncIterator[str]:
    """Serve an ASGI app on a free loopback port; give its base URL."""
    sock = free_socket()
    config = uvicorn.Config(
        app,
        lifespan=lifespan,  # type: ignore[arg-type]
        http=http or "auto",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = QuietServer(config)
    task = asyncio.create_task(server.serve(sockets=[sock]))
    while not server.started:
        if task.done():
            task.result()
            raise RuntimeError("the server did not start")
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        sock.close()


@dataclass
class Seen:
    """One request as a service saw it."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key == name]
        return values[-1] if values else None


Behaviour = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass
class FakeService:
    """A service that notes what reaches it and answers as its `routes` say, else with 200."""

    seen: list[Seen] = field(default_factory=list)
    routes: dict[str, Behaviour] = field(default_factory=dict)
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        behaviour = self.routes.get(scope["path"])
        if behaviour is not None:
            await behaviour(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        seen = Seen(
            scope["method"],
            scope["raw_path"].decode(),
            scope["query_string"].decode(),
            [(name.decode(), value.decode("utf-8")) for name, value in scope["headers"]],
            body,
        )
        self.seen.append(seen)
        await respond(send, 200, {"path": seen.path, "size": len(body)})

    def answers(
        self, path: str, status: int, body: Any, headers: dict[str, str] | None = None
    ) -> None:
        """Always answer this path with this."""

        async def behaviour(scope: Scope, receive: Receive, send: Send) -> None:
            await respond(send, status, body, headers)

        self.routes[path] = behaviour


async def respond(
    send: Send, status: int, body: Any, headers: dict[str, str] | None = None
) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-type": "application/json", "content-length": str(len(raw)), **(headers or {})}
    encoded = [(name.encode(), value.encode()) for name, value in given.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": raw})


@dataclass(frozen=True)
class Keys:
    """A signing key with its public half, and tokens made with it."""

    kid: str
    private: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls, kid: str = "test-1") -> "Keys":
        return cls(kid, ec.generate_private_key(ec.SECP256R1()))

    @property
    def signer(self) -> Signer:
        pem = self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return Signer(pem.decode(), self.kid, ISSUER)

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "EC",
            "crv": "P-256",
            "alg": "ES256",
            "use": "sig",
            "kid": self.kid,
            "x": b64(numbers.x.to_bytes(32, "big")),
            "y": b64(numbers.y.to_bytes(32, "big")),
        }

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "avt-api",
            "sub": str(new_id()),
            "jti": str(new_id()),
            "iat": now - 1,
            "exp": now + 600,
            "scope": "marketplace:read",
            "kind": "person",
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, **changes: Any) -> str:
        changes = {k: str(v) if isinstance(v, UUID) else v for k, v in changes.items()}
        return self.signer.sign(self.claims(**changes))


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Running:
    """A gateway that serves, a client that talks to it, and the service behind it."""

    app: Gateway
    url: str
    client: httpx.AsyncClient
    service: FakeService
    bus: Bus
    keys: Keys

    async def raw(self, request: bytes) -> bytes:
        """Send these very bytes and return all that comes back."""
        host, port = self.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request)
        await writer.drain()
        try:
            return await asyncio.wait_for(reader.read(), 10)
        finally:
            writer.close()


StartGateway = Callable[..., Awaitable[Running]]


@pytest.fixture
def keys() -> Keys:
    return Keys.new()


@pytest.fixture
async def start_gateway(keys: Keys) -> AsyncIterator[StartGateway]:
    """Start a gateway before one service that plays all four; settings by keyword.

    `key_source=None` makes the gateway read the service's JWKS, as in production, and
    `own_bus=True` makes it connect to the broker of its settings. `http` is how it is served.
    """
    async with AsyncExitStack() as stack:

        async def start(
            *,
            service: FakeService | None = None,
            key_source: Any = ...,
            own_bus: bool = False,
            http: type[asyncio.Protocol] = BoundedHttp,
            **changes: Any,
        ) -> Running:
            service = service or FakeService()
            service.answers("/readyz", 200, {"status": "ok"})
            service.routes.setdefault("/v1/registry/jwks", _jwks(keys))
            service.routes.setdefault("/v1/registry/revocations", _revocations)
            service.url = await stack.enter_async_context(serving(service))
            names = ("registry_url", "marketplace_url", "search_url", "billing_url")
            settings = Settings(
                **{
                    **dict.fromkeys(names, service.url),
                    "broker_url": "memory://",
                    "environment": "test",
                    **changes,
                }
            )
            bus = InProcessBus()
            source = StaticKeys([keys.jwk]) if key_source is ... else key_source
            app = create_app(settings, keys=source, bus=None if own_bus else bus)
            url = await stack.enter_async_context(serving(app, lifespan="on", http=http))
            client = await stack.enter_async_context(
                httpx.AsyncClient(base_url=url, timeout=10, verify=False)
            )
            return Running(app, url, client, service, bus, keys)

        yield start


@pytest.fixture
async def running(start_gateway: StartGateway) -> Running:
    """A gateway with the settings that it has unless told otherwise."""
    return await start_gateway()


def _jwks(keys: Keys) -> Behaviour:
    async def behaviour(scope: Scope, receive: Receive, send: Send) -> None:
        await respond(send, 200, {"keys": [keys.jwk]})

    return behaviour


async def _revocations(scope: Scope, receive: Receive, send: Send) -> None:
    await respond(send, 200, {"items": [], "next": None})


@pytest.fixture
def new_keys() -> Callable[..., Keys]:
    return Keys.new


@pytest.fixture
def fake_service() -> Callable[[], FakeService]:
    return FakeService


@pytest.fixture
def answer() -> Callable[..., Awaitable[None]]:
    return respond


@pytest.fixture
def serve() -> Callable[..., contextlib.AbstractAsyncContextManager[str]]:
    return serving
