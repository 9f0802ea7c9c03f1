"""Whether the gateway can do its work, and which services it reaches."""

import asyncio
import time
from dataclasses import dataclass
from typing import Literal

import aiohttp
from pydantic import BaseModel, Field

from gateway.token_state import TokenState

PROBE_SECONDS = 2.0
KEPT_SECONDS = 1.0
"""A probe's outcome serves every question within this time, so that asking us cannot be used
to make us ask the services without end."""


class ServiceHealth(BaseModel):
    """What a service said to our last question."""

    status: Literal["ok", "unavailable"]
    detail: str | None = Field(default=None, description="Why it is not available")
    ms: float = Field(description="How long the answer took")


class Health(BaseModel):
    """The gateway's own state and that of the services behind it."""

    status: Literal["ok", "degraded", "unavailable"] = Field(
        description="degraded: some, but not all services answer"
    )
    keys: Literal["ok", "missing"] = Field(description="Whether tokens can be verified")
    revocations: Literal["ok", "missing"] = Field(
        description="Whether the list of revoked tokens was read"
    )
    services: dict[str, ServiceHealth]

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
    _last: Health | None = None
    _asked_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._lock = asyncio.Lock()

    async def check(self) -> Health:
        """Return the present state, at most a second old."""
        async with self._lock:
            if self._last is None or time.monotonic() - self._asked_at > KEPT_SECONDS:
                self._last = await self._ask()
                self._asked_at = time.monotonic()
            return self._last

    async def _ask(self) -> Health:
        answers = await asyncio.gather(*(self._probe(url) for url in self.services.values()))
        services = dict(zip(self.services, answers, strict=True))
        up = sum(answer.status == "ok" for answer in answers)
        able = self.tokens.keys_loaded and self.tokens.revocations_loaded and up > 0
        return Health(
            status="unavailable" if not able else "ok" if up == len(answers) else "degraded",
            keys="ok" if self.tokens.keys_loaded else "missing",
            revocations="ok" if self.tokens.revocations_loaded else "missing",
            services=services,
        )

    async def _probe(self, url: str) -> ServiceHealth:
        started = time.perf_counter()
        detail = None
        try:
            async with (
                asyncio.timeout(PROBE_SECONDS),
                self.client.get(f"{url}/readyz", allow_redirects=False) as response,
            ):
                if response.status != 200:
                    detail = f"answered {response.status}"
        except TimeoutError:
            detail = "did not answer in time"
        except (aiohttp.ClientError, OSError):
            detail = "cannot be reached"
        return ServiceHealth(
            status="ok" if detail is None else "unavailable",
            detail=detail,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
