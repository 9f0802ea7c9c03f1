"""A service's event log as a route; `shared.messaging.feeds` says what a position is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from shared.callers import Caller
from shared.http.callers import require
from shared.http.problems import HttpProblem
from shared.http.routing import Router
from shared.http.transactions import Session
from shared.messaging.feeds import START, BadPosition, EventsPage, Position, read_log


def events_router(service: str) -> APIRouter:
    """The route `GET /v1/<service>/feeds/events`, for callers with the scope `feeds:read`."""
    router = Router(prefix=f"/v1/{service}", tags=["feeds"])

    @router.get("/feeds/events", name="list_events")
    async def list_events(
        session: Session,
        caller: Annotated[Caller, Depends(require("feeds:read"))],
        after: Annotated[str | None, Query(min_length=1, max_length=100)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 100,
    ) -> EventsPage:
        """What this service has announced: all of 90 days, and each aggregate's newest fact.

        Oldest first; the log from its beginning therefore gives every aggregate's present state.

        `after` is the `next` of the page before; without it the log begins at its oldest event.
        An event may be read here before, after or instead of arriving by the broker. It appears
        when no transaction older than its own is still running on the database server, in whatever
        database: a long one there delays this feed. A page without items is therefore no proof
        that nothing was announced; ask again from its `next`.
        """
        try:
            position = START if after is None else Position.parse(after)
        except BadPosition as error:
            raise HttpProblem(
                400, "position_invalid", "The position is not one that this feed gave out"
            ) from error
        return await read_log(session, source=f"/{service}", after=position, limit=limit)

    return router
