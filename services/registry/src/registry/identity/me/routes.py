"""The caller itself over HTTP."""

from inspect import getdoc
from typing import Annotated

from fastapi import Depends, Request, Response

from registry.identity.directory import Directory
from registry.identity.me import queries, use_cases
from registry.identity.me.schemas import MeOut, PasswordChangeIn
from registry.identity.me.use_cases import PasswordChanged
from registry.identity.responses import refusal_response
from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import require
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.get("/me", description=getdoc(queries.show_me))
async def show_me(
    session: Session, directory: Directory, caller: Annotated[Caller, Depends(require())]
) -> MeOut:
    return await queries.show_me(session, directory=directory, by=caller)


@router.put(
    "/me/password",
    status_code=204,
    response_model=None,
    description=getdoc(use_cases.change_password),
)
async def change_password(
    *,
    request: Request,
    session: Session,
    ring: Ring,
    directory: Directory,
    caller: Annotated[Caller, Depends(require())],
    body: PasswordChangeIn,
) -> Response:
    outcome = await use_cases.change_password(
        session,
        SystemClock(),
        ring=ring,
        directory=directory,
        current_password=body.current_password,
        new_password=body.new_password,
        by=caller,
    )
    if not isinstance(outcome, PasswordChanged):
        return refusal_response(request, outcome)
    enforce(request, outcome.revoked)
    return Response(status_code=204)
