"""Codes by time (RFC 6238): the secret, how an app reads it, and of which step a code is."""

import hmac
from datetime import datetime
from typing import Final

import pyotp

STEP: Final = 30
"""Seconds that a code stands, as every app has it (RFC 6238, section 5.2)."""

ISSUER: Final = "AVT klasteris"
"""Under which an app shows the code."""


def new_factor_secret() -> str:
    """160 random bits in base 32, as RFC 4226 recommends."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, *, email: str) -> str:
    """The `otpauth` address that an app reads from a picture."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=email, issuer_name=ISSUER)


def step_at(now: datetime) -> int:
    """The number of the step that a moment lies in."""
    return int(now.timestamp()) // STEP


def step_of(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The step whose code this is, the one before or after `now` included; None for no such.

    One that is not later than `after` was used: its code is good no more.
    """
    if not secret:
        return None
    codes = pyotp.HOTP(secret)
    current = step_at(now)
    found = None
    for step in range(current - 1, current + 2):
        if hmac.compare_digest(codes.at(step), code) and step > after and found is None:
            found = step
    return found
