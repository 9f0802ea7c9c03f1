"""What the edge knows of an attempt to prove who one is: where it comes from, and the limits."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from registry.identity.sessions.rules import Bound, Limits, origin_of
from registry.settings import Settings


async def _origin(request: Request) -> str:
    return origin_of(
        forwarded=request.headers.get("x-forwarded-for"),
        peer=request.client.host if request.client else None,
    )


async def _limits(request: Request) -> Limits:
    settings: Settings = request.app.state.settings
    return Limits(
        per_origin=Bound(settings.login_failures_per_origin, timedelta(hours=1)),
        per_address=Bound(settings.login_failures_per_address, timedelta(hours=24)),
    )


Origin = Annotated[str, Depends(_origin)]
"""The client's address as the gateway passes it, else the peer's."""

LoginLimits = Annotated[Limits, Depends(_limits)]
"""The settings' bounds of failed logins."""
