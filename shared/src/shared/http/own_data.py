"""What a service holds of whoever asks, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from shared.callers import Caller
from shared.http.callers import fresh_login
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session
from shared.persons import Sources, own_rows

FRESH: Final = timedelta(minutes=15)
"""Whoever found somebody's open browser does not carry all of it away."""


class OwnTableOut(BaseModel):
    """What one table holds of the person."""

    model_config = ConfigDict(from_attributes=True)

    table: str
    rows: list[dict[str, Any]]
    complete: bool = Field(description="False: there are more rows than one export shows")


class OwnDataOut(BaseModel):
    """All that one service holds of the person, but for secrets and hashes."""

    service: str
    account_id: UUID
    exported_at: datetime
    tables: list[OwnTableOut]


def own_data_router(service: str, sources: Sources) -> APIRouter:
    """The route `POST /v1/<service>/me/export`."""
    router = Router(prefix=f"/v1/{service}", tags=["persons"])
    person = fresh_login(FRESH, f"{service}:read")

    # It writes nothing, and no copy of the answer is kept.
    @router.post("/me/export", name="export_own_data", openapi_extra=NOT_IDEMPOTENT)
    async def export_own_data(
        response: Response, session: Session, by: Annotated[Caller, Depends(person)]
    ) -> OwnDataOut:
        """What this service holds of the caller: where it acted, and what it wrote.

        The service knows people by the ids of their accounts alone; names and addresses are in
        the registry's export. For a person that logged in within the last 15 minutes.
        """
        response.headers["Cache-Control"] = "no-store"
        rows = await own_rows(session, sources, by.subject)
        return OwnDataOut(
            service=service,
            account_id=by.subject,
            exported_at=datetime.now(UTC),
            tables=[OwnTableOut.model_validate(each) for each in rows],
        )

    return router
