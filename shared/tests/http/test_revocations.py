"""A service reads the list of revocations again and again, and not only when it starts."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends
from pydantic import SecretStr

from shared.callers import Caller
from shared.http.app import create_service_app
from shared.http.callers import require
from shared.http.routing import Router
from shared.messaging.bus.in_process import InProcessBus
from shared.settings import ServiceSettings
from shared.tokens.watching import RevocationWatcher

router = Router(prefix="/v1/doors")


@router.get("/open")
async def open_door(caller: Annotated[Caller, Depends(require("doors:read"))]) -> str:
    """Open."""
    return "open"


async def test_a_revocation_whose_event_was_missed_reaches_a_service_anyway(
    monkeypatch: pytest.MonkeyPatch, mint: Any, key_source: Any
) -> None:
    soon = partial(RevocationWatcher, read_again_seconds=0.02)
    monkeypatch.setattr("shared.http.app.RevocationWatcher", soon)
    listed: list[dict[str, Any]] = []

    async def load_revocations() -> list[dict[str, Any]]:
        return listed

    app = create_service_app(
        name="doors",
        title="Doors",
        description="Doors of the tests.",
        settings=ServiceSettings(
            database_url="postgresql://nowhere/doors",
            broker_url="memory://",
            secret_key=SecretStr("a secret for the tests of this service"),
        ),
        routers=[router],
        keys=key_source,
        bus=InProcessBus(),
        load_revocations=load_revocations,
    )
    headers = {"Authorization": f"Bearer {mint(scopes=['doors:read'], jti='a-token-to-revoke')}"}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://doors") as client,
    ):
        assert (await client.get("/v1/doors/open", headers=headers)).status_code == 200
        now = datetime.now(UTC)
        listed.append(
            {
                "token_id": "a-token-to-revoke",
                "revoked_at": now.isoformat(),
                "expires_at": (now + timedelta(minutes=10)).isoformat(),
            }
        )
        async with asyncio.timeout(20):
            while (await client.get("/v1/doors/open", headers=headers)).status_code == 200:
                await asyncio.sleep(0.02)
        answer = await client.get("/v1/doors/open", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_revoked")
