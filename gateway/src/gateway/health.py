"""Whether the gateway can do its work, and which services it reaches."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from pydantic import BaseModel, Field

from gateway.token_state import TokenState

PROBE_SECONDS = 2.0
KEPT_SECONDS = 1.0
"""A probe's outcome serves every question within this time, so that asking us cannot be used
to make us ask the services without end."""


_LONGEST_ANSWER = 16_384


class ServiceHealthOut(BaseModel):
    """What a service said to our last question."""

    status: Literal["ok", "degraded", "unavailable"] = Field(
        description="degraded: it answers, but not all that it needs is there"
    )
    detail: str | None = Field(default=None, description="What is wrong, in words")
    ms: float = Field(description="How long the answer took")


class HealthOut(BaseModel):
    """The gateway's own state and that of the services behind it."""

    status: Literal["ok", "degraded", "unavailable"] = Field(
        description="degraded: not all services answer, or one of them is degraded"
    )
    keys: Literal["ok", "missing"] = Field(description="Whether tokens can be verified")
    revocations: Literal["ok", "missing"] = Field(
        description="Whether the list of revoked tokens was read"
    )
    services: dict[str, ServiceHealthOut]

    @property
    def ready(self) -> bool:
        """Whether requests should be sent here.

        With one service down the others still deserve their clients, so a gateway is ready
        while it can judge tokens and reaches at least one service.
        """
        return self.status != "unavailable"


@dataclass
class HealthCheck:
    """Asks every service's /readyz."""

    client: aiohttp.ClientSession
    services: dict[str, str]
    tokens: TokenState
    _last: HealthOut | None = None
    _asked_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._lock = asyncio.Lock()

    async def check(self) -> HealthOut:
        """Return the present state, at most a second old."""
        async with self._lock:
            if self._last is None or time.monotonic() - self._asked_at > KEPT_SECONDS:
                self._last = await self._ask()
                self._asked_at = time.monotonic()
            return self._last

    async def _ask(self) -> HealthOut:
        answers = await asyncio.gather(*(self._probe(url) for url in self.services.values()))
        services = dict(zip(self.services, answers, strict=True))
        up = any(answer.status != "unavailable" for answer in answers)
        whole = all(answer.status == "ok" for answer in answers)
        able = self.tokens.keys_loaded and self.tokens.revocations_loaded and up
        return HealthOut(
            status="unavailable" if not able else "ok" if whole else "degraded",
            keys="ok" if self.tokens.keys_loaded else "missing",
            revocations="ok" if self.tokens.revocations_loaded else "missing",
            services=services,
        )

    async def _probe(self, url: str) -> ServiceHealthOut:
        started = time.perf_counter()
        status: Literal["ok", "degraded", "unavailable"] = "unavailable"
        try:
            async with (
                asyncio.timeout(PROBE_SECONDS),
                self.client.get(f"{url}/readyz", allow_redirects=False) as response,
            ):
                said = await _said(response)
                detail = _troubles(said)
                if response.status != 200:
                    detail = detail or f"answered {response.status}"
                else:
                    status = "degraded" if said.get("status") == "degraded" else "ok"
        except TimeoutError:
            detail = "did not answer in time"
        except (aiohttp.ClientError, OSError):
            detail = "cannot be reached"
        return ServiceHealthOut(
            status=status,
            detail=detail,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )


async def _said(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """What the service says of itself; nothing where that is not what services say."""
    try:
        said = json.loads(await response.content.read(_LONGEST_ANSWER))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _troubles(said: dict[str, Any]) -> str | None:
    """Which of its needs a service lacks, by name and in its own words."""
    checks = said.get("checks")
    if not isinstance(checks, dict):
        return None
    lacking = [
        f"{name}: {check.get('detail')}"
        for name, check in checks.items()
        if isinstance(check, dict) and check.get("status") == "failing"
    ]
    return "; ".join(lacking) or None
