"""The search service as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from search.engines.choice import open_engine
from search.nouns import NOUNS
from search.readiness import needs_of_the_api
from search.settings import Settings
from shared.http.app import create_service_app
from shared.http.dead_letters import dead_letters_router
from shared.messaging.bus import Bus
from shared.tokens import KeySource


def create_app(
    settings: Settings, *, keys: KeySource | None = None, bus: Bus | None = None
) -> FastAPI:
    """Build the service: it finds what other services publish, and owns nothing."""
    engine = open_engine(settings)

    @asynccontextmanager
    async def with_engine(app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await engine.close()

    app = create_service_app(
        name="search",
        title="AVT Cluster: search",
        description="Finding organisations, competences, listings and equipment.",
        settings=settings,
        nouns=NOUNS,
        routers=[dead_letters_router("search")],
        keys=keys,
        bus=bus,
        needs=lambda database: needs_of_the_api(database, engine),
        lifespan=with_engine,
    )
    app.state.engine = engine
    return app
