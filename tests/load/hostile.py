"""What a refused request costs a service's event loop, for the bodies that try to make it dear."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

from tests.load.measuring import Figure, measure
from tests.support import tokens
from tests.support.databases import Databases
from tests.support.hostile import COSTLY, TOO_COMPLEX

from marketplace.app import create_app
from marketplace.settings import Settings
from shared.testing.keys import StaticKeys

# A tender has the largest schema of all: its lots have unions, texts by language and amounts.
_PATH = "/v1/marketplace/tenders"
_LOTS = {"lots of nothing": [{}] * 500, "lots of lists": [[[]]] * 500, "lots of numbers": [1] * 900}


async def run(databases: Databases) -> AsyncIterator[Figure]:
    """Refuse each hostile body, in a service without a server around it."""
    url = await databases.fresh("marketplace")
    settings = Settings(
        database_url=url,
        broker_url="memory://",
        secret_key="a secret for a benchmark, 32 chars",
        bid_master_key=base64.b64encode(bytes(32)).decode(),
        environment="test",
    )
    app = create_app(settings, keys=StaticKeys([tokens.public_jwk()]))
    token = tokens.mint(
        organisation_id=uuid4(),
        roles=["representative"],
        scopes=["marketplace:read", "marketplace:write"],
    )
    bodies = {
        **TOO_COMPLEX,
        **COSTLY,
        **{name: json.dumps({"lots": lots}).encode() for name, lots in _LOTS.items()},
    }
    async with app.router.lifespan_context(app):
        for name, body in bodies.items():

            async def refuse(number: int, body: bytes = body) -> None:
                assert await _status(app, token, body) in {400, 413, 422}

            yield await measure(f"refuse {name}", refuse, operations=20, warmup=2)
    await databases.drop(url)


async def _status(app: Any, token: str, body: bytes) -> int:
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": _PATH,
        "raw_path": _PATH.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"marketplace"),
            (b"content-type", b"application/json"),
            (b"authorization", f"Bearer {token}".encode()),
            (b"idempotency-key", b"k"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    return status
