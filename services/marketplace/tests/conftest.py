"""Fixtures of the marketplace's tests."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
from services.marketplace.tests.builders import Market, settings

from marketplace.app import create_app


@pytest_asyncio.fixture
async def market(fresh_database: Any, mint: Any, key_source: Any) -> AsyncIterator[Market]:
    """A marketplace with an empty, migrated database of its own."""
    app = create_app(settings(await fresh_database("marketplace")), keys=key_source)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://marketplace") as http:
        yield Market(app, http, app.state.database, mint)
    await app.state.database.dispose()
