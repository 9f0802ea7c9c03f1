"""The sandbox's clock over HTTP."""

from inspect import getdoc
from typing import Annotated

from fastapi import Depends, Request

from registry.sandbox import queries, use_cases
from registry.sandbox.schemas import ClockIn, ClockOut
from shared.callers import Caller
from shared.http.callers import require
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["sandbox"])


async def _is_sandbox(request: Request) -> bool:
    return bool(request.app.state.settings.sandbox_clock)


IsSandbox = Annotated[bool, Depends(_is_sandbox)]


@router.get("/sandbox/clock", description=getdoc(queries.show_clock))
async def show_clock(session: Session, is_sandbox: IsSandbox) -> ClockOut:
    return await queries.show_clock(session, is_sandbox=is_sandbox)


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
    return ClockOut.model_validate(state)
