"""How long a login lasts, and why it ends; pure decisions."""

from datetime import datetime, timedelta
from typing import Final, Literal

EndReason = Literal["logged_out", "ended_by_owner", "reused", "revoked"]
"""Why a login ended before its time."""

SESSION_LIFETIME: Final = timedelta(days=30)
IDLE_LIFETIME: Final = timedelta(days=7)


def is_alive(
    *, ended_at: datetime | None, expires_at: datetime, refreshed_at: datetime, now: datetime
) -> bool:
    """Whether a login can still be refreshed: at most 30 days, and 7 since it was last used."""
    return ended_at is None and now < expires_at and now < refreshed_at + IDLE_LIFETIME


def methods_of(*, second_factor: bool) -> frozenset[str]:
    """How a person proved itself at a login, as `amr` says it (RFC 8176).

    By its password; and by a code that works once, from its app or from its recovery codes.
    """
    return frozenset({"pwd", "otp"}) if second_factor else frozenset({"pwd"})


_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("python", "Python"),
)
_SYSTEMS: Final = (
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def client_hint(user_agent: str | None) -> str | None:
    """Browser and system by which a person knows its device, in our words; None for others.

    No version, model or language: together they would tell one device from all others.
    """
    said = user_agent or ""
    parts = [
        next((name for mark, name in marks if mark in said), None)
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(part for part in parts if part) or None
