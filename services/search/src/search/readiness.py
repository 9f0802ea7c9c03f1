"""Readiness: search can do its work when both its table and its engine answer."""

import asyncio
from typing import cast

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from search.engines.port import EngineUnavailable, SearchEngine
from shared.database import Database

# Found before the platform's own route, which asks the database only.
router = APIRouter(include_in_schema=False)


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """200 when both answer within two seconds, else 503, naming the one that does not."""
    database: Database = request.app.state.database
    engine = cast("SearchEngine", request.app.state.engine)
    state = {"database": "ok", "engine": "ok"}
    try:
        async with asyncio.timeout(2):
            await database.ping()
    except (SQLAlchemyError, OSError, TimeoutError):
        state["database"] = "unreachable"
    try:
        async with asyncio.timeout(2):
            await engine.check()
    except (EngineUnavailable, TimeoutError):
        state["engine"] = "unreachable"
    if all(part == "ok" for part in state.values()):
        return JSONResponse({"status": "ok", **state})
    return JSONResponse({"status": "unavailable", **state}, 503)
