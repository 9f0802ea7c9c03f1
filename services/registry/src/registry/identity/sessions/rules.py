"""How long a login lasts, and why it ends; pure decisions."""

from datetime import datetime, timedelta
from typing import Final, Literal

EndReason = Literal["logged_out", "reused", "revoked"]
"""Why a login ended before its time."""

SESSION_LIFETIME: Final = timedelta(days=30)
IDLE_LIFETIME: Final = timedelta(days=7)


def is_alive(
    *, ended_at: datetime | None, expires_at: datetime, refreshed_at: datetime, now: datetime
) -> bool:
    """Whether a login can still be refreshed: at most 30 days, and 7 since it was last used."""
    return ended_at is None and now < expires_at and now < refreshed_at + IDLE_LIFETIME


def methods_of() -> frozenset[str]:
    """How a person proved itself at a login, as `amr` says it (RFC 8176): by its password."""
    return frozenset({"pwd"})
