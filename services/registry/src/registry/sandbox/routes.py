"""The sandbox's clock over HTTP."""

from datetime import UTC, datetime, timedelta
from inspect import getdoc
from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field

from registry.sandbox import use_cases
from registry.sandbox.use_cases import LONGEST_MOVE, ClockState
from registry.schemas import Input, Output
from shared.callers import Caller
from shared.http.callers import require
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["sandbox"])


class ClockIn(Input):
    """Where to set the business clock."""

    offset_seconds: int = Field(
        strict=True,
        ge=-LONGEST_MOVE,
        le=LONGEST_MOVE,
        description="Business time minus system time",
    )


class ClockOut(Output):
    """The business clock of the sandbox."""

    offset_seconds: int
    version: int
    now: datetime

    @classmethod
    def of(cls, state: ClockState) -> "ClockOut":
        return cls(
            offset_seconds=state.offset_seconds,
            version=state.version,
            now=datetime.now(UTC) + timedelta(seconds=state.offset_seconds),
        )


async def _is_sandbox(request: Request) -> bool:
    return bool(request.app.state.settings.sandbox_clock)


IsSandbox = Annotated[bool, Depends(_is_sandbox)]


@router.get("/sandbox/clock")
async def show_clock(session: Session, is_sandbox: IsSandbox) -> ClockOut:
    """The business clock of a sandbox; 404 anywhere else. Public."""
    return ClockOut.of(await use_cases.read_clock(session, is_sandbox=is_sandbox))


@router.post("/sandbox/clock", status_code=201, description=getdoc(use_cases.move_clock))
async def move_clock(
    session: Session,
    is_sandbox: IsSandbox,
    caller: Annotated[Caller, Depends(require("registry:write"))],
    body: ClockIn,
) -> ClockOut:
    state = await use_cases.move_clock(
        session, offset_seconds=body.offset_seconds, is_sandbox=is_sandbox, by=caller
    )
    return ClockOut.of(state)
