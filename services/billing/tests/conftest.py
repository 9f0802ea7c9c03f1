"""Fixtures of billing's tests."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
from services.billing.tests.builders import Books, settings

from billing.app import create_app


@pytest_asyncio.fixture
async def books(fresh_database: Any, mint: Any, key_source: Any) -> AsyncIterator[Books]:
    """Billing with an empty, migrated database of its own; no invoicing worker runs."""
    configuration = settings(await fresh_database("billing"))
    app = create_app(configuration, keys=key_source)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://billing") as http:
        yield Books(app, http, app.state.database, configuration, mint)
    await app.state.database.dispose()
