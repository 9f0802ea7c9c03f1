"""How much one client may ask for, and how it is told (RateLimit headers, draft 11)."""

import math
import time
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string

from gateway.errors import TooManyRequests
from gateway.exchange import Exchange
from gateway.limit_store import BoundedMemory
from gateway.settings import Settings

log = structlog.get_logger(__name__)

SENSITIVE = (
    ("v1", "registry", "accounts"),
    ("v1", "registry", "email-restorations"),
    ("v1", "registry", "me", "email"),
    ("v1", "registry", "password-resets"),
    ("v1", "registry", "second-factors"),
    ("v1", "registry", "sessions"),
    ("v1", "registry", "oauth"),
    ("v1", "registry", "api-keys", "exchange"),
)
"""Beginnings of the paths where passwords and secrets are tried."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A named share: `rate.amount` requests in any `rate.get_expiry()` seconds."""

    name: str
    rate: RateLimitItem


def is_sensitive(method: str, segments: tuple[str, ...]) -> bool:
    """Whether this request tries, or makes, a password or a secret."""
    return method == "POST" and any(segments[: len(start)] == start for start in SENSITIVE)


class Limiter:
    """Counts hits in a sliding window for each client.

    The counts live in this process unless another store is configured, so with n gateways a
    client may have n times its share. While a foreign store is away everybody may pass: the
    platform must not stop with its counters.
    """

    def __init__(self, settings: Settings) -> None:
        assert BoundedMemory.STORAGE_SCHEME  # importing it registers its scheme
        store = storage_from_string(settings.rate_store)
        if not isinstance(store, Storage):
            raise ValueError("rate_store must be an asynchronous storage")
        self._limiter = SlidingWindowCounterRateLimiter(store)
        self.anonymous = Policy("anonymous", parse(settings.rate_anonymous))
        self.authenticated = Policy("authenticated", parse(settings.rate_authenticated))
        self.sensitive = Policy("sensitive", parse(settings.rate_sensitive))

    async def hit(self, policy: Policy, who: str, exchange: Exchange) -> None:
        """Count one request; raises TooManyRequests when the share is used up.

        The RateLimit headers are added to whatever answer the exchange ends with.
        """
        try:
            allowed = await self._limiter.hit(policy.rate, policy.name, who)
            stats = await self._limiter.get_window_stats(policy.rate, policy.name, who)
        except Exception as error:
            log.warning("limits_store_away", error=repr(error))
            return
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        remaining = stats.remaining if allowed else 0
        exchange.extra_headers += [
            (
                b"ratelimit-policy",
                f'"{policy.name}";q={policy.rate.amount};w={policy.rate.get_expiry()}'.encode(),
            ),
            (b"ratelimit", f'"{policy.name}";r={remaining};t={seconds}'.encode()),
        ]
        if not allowed:
            raise TooManyRequests(
                "Too many requests from this client; see the RateLimit headers",
                headers={"retry-after": str(seconds)},
            )
