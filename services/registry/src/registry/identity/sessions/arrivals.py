"""What the edge knows of an attempt to prove who one is: how many may fail."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from registry.identity.sessions.rules import Bound, Limits
from registry.settings import Settings


async def _limits(request: Request) -> Limits:
    settings: Settings = request.app.state.settings
    return Limits(
        per_origin=Bound(settings.login_failures_per_origin, timedelta(hours=1)),
        per_address=Bound(settings.login_failures_per_address, timedelta(hours=24)),
    )


LoginLimits = Annotated[Limits, Depends(_limits)]
"""The settings' bounds of failed logins."""
