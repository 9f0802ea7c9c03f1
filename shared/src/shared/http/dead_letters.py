"""What a service's consumer gave up, over HTTP: list, inspect, send again. For the manager.

The command line offers the same: `python -m <service> dead-letters list | resend`.
"""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from shared.callers import Caller
from shared.http.callers import require
from shared.http.problems import HttpProblem
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.messaging.bus import Bus, DeadLetter, UnknownQueue

MOST = 1000
"""Dead letters that are looked at in one request."""


class DeadLetterSummaryOut(BaseModel):
    """A delivery that was given up."""

    id: str
    """The event's id; for bytes that are no event, a fingerprint of them."""
    type: str
    reason: str = Field(examples=["delivery_limit", "rejected"])
    died_at: datetime


class DeadLetterOut(DeadLetterSummaryOut):
    """A delivery that was given up, with what it carried."""

    event: dict[str, Any] | None
    """The event as it was sent; null where the bytes are no JSON object."""


class DeadLettersOut(BaseModel):
    """The oldest dead letters of a service's consumer."""

    items: list[DeadLetterSummaryOut]


class ResendIn(BaseModel):
    """Which dead letters to send again."""

    model_config = ConfigDict(extra="forbid")

    ids: list[Annotated[str, Field(min_length=1, max_length=100)]] | None = Field(
        None, max_length=MOST
    )
    """Null: all."""


class ResentOut(BaseModel):
    """How many were sent again."""

    resent: int


def dead_letters_router(service: str, queue: str | None = None) -> APIRouter:
    """Routes below `/v1/<service>/dead-letters` for the queue (by default the service's name)."""
    router = Router(prefix=f"/v1/{service}/dead-letters", tags=["dead letters"])
    the_queue = queue or service

    async def manager(
        caller: Annotated[Caller, Depends(require(f"{service}:read"))],
    ) -> Caller:
        if not caller.has_role("manager"):
            raise HttpProblem(403, "role_missing", "Only the manager handles dead letters")
        return caller

    async def letters(request: Request, limit: int) -> list[DeadLetter]:
        bus: Bus = request.app.state.bus
        try:
            return await bus.dead_letters(the_queue, limit=limit)
        except UnknownQueue:
            return []  # no consumer has ever run, so nothing has died

    @router.get("", name="list_dead_letters", dependencies=[Depends(manager)])
    async def list_dead_letters(
        request: Request, limit: Annotated[int, Query(ge=1, le=200)] = 50
    ) -> DeadLettersOut:
        """The events that this service's consumer gave up, oldest first."""
        return DeadLettersOut(items=[_out(letter) for letter in await letters(request, limit)])

    @router.get("/{letter_id}", name="get_dead_letter", dependencies=[Depends(manager)])
    async def get_dead_letter(
        request: Request, letter_id: Annotated[str, Path(min_length=1, max_length=100)]
    ) -> DeadLetterOut:
        """One of them, with the event itself."""
        for letter in await letters(request, MOST):
            if letter.id == letter_id:
                return DeadLetterOut(**_out(letter).model_dump(), event=_content(letter))
        raise HttpProblem(404, "dead_letter_not_found", "There is no such dead letter")

    @router.post(
        "/resend",
        name="resend_dead_letters",
        dependencies=[Depends(manager)],
        # What has been sent again is no dead letter any more: repeating this does nothing.
        openapi_extra=NOT_IDEMPOTENT,
    )
    async def resend_dead_letters(request: Request, body: ResendIn) -> ResentOut:
        """Give them to this service's consumer once more, and to no other."""
        bus: Bus = request.app.state.bus
        try:
            return ResentOut(resent=await bus.resend(the_queue, body.ids))
        except UnknownQueue:
            return ResentOut(resent=0)

    return router


def _out(letter: DeadLetter) -> DeadLetterSummaryOut:
    return DeadLetterSummaryOut(
        id=letter.id, type=letter.type, reason=letter.reason, died_at=letter.died_at
    )


def _content(letter: DeadLetter) -> dict[str, Any] | None:
    try:
        content = json.loads(letter.body)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
