"""The transaction of a request: opened at the edge, committed before the answer leaves."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clocks
from shared.callers import Caller
from shared.database import Database
from shared.http import idempotency
from shared.http.callers import OptionalCaller
from shared.settings import ServiceSettings


async def transaction(request: Request, caller: OptionalCaller) -> AsyncIterator[AsyncSession]:
    """Give the request's session; commit when the route returned, roll back when it raised.

    With `scope="function"` the commit comes before the response is sent: FastAPI would
    otherwise tell the client 201 first and find out about a failed commit afterwards.
    """
    database: Database = request.app.state.database
    settings: ServiceSettings = request.app.state.settings
    async with database.transaction() as session:
        if getattr(request.state, "needs_idempotency_key", False):
            request.state.idempotency = await idempotency.begin(
                request,
                session,
                caller=_who(caller),
                secret=settings.secret_key.get_secret_value().encode(),
            )
        yield session


def _who(caller: Caller | None) -> str:
    # Scopes and kind belong to it: an API key shares its owner's id, and an answer that only the
    # owner could get is not the key's to have again.
    if caller is None:
        return "anonymous"
    scopes = " ".join(sorted(caller.scopes))
    return f"{caller.subject}/{caller.organisation_id}/{caller.kind}/{scopes}"


Session = Annotated[AsyncSession, Depends(transaction, scope="function")]
"""The open session of the request; never committed by whoever receives it."""


async def _business_clock(request: Request, session: Session) -> clocks.Clock:
    settings: ServiceSettings = request.app.state.settings
    return await clocks.business_clock_of(session, movable=settings.sandbox_clock)


BusinessClock = Annotated[clocks.Clock, Depends(_business_clock)]
"""The clock of deadlines and due dates; the system's own unless a sandbox moves it."""
