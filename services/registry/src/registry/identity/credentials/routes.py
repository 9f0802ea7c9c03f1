"""Revoking, over HTTP."""

from inspect import getdoc
from typing import Annotated

from fastapi import Depends, Request

from registry.identity.credentials import use_cases
from registry.identity.credentials.schemas import RevocationIn
from registry.identity.directory import Directory
from registry.identity.revocations.enforcement import enforce
from registry.identity.revocations.schemas import RevocationOut
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import require
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.post("/revocations", status_code=201, description=getdoc(use_cases.revoke_credentials))
async def revoke_tokens(
    request: Request,
    session: Session,
    directory: Directory,
    caller: Annotated[Caller, Depends(require())],
    body: RevocationIn,
) -> RevocationOut:
    revoked = await use_cases.revoke_credentials(
        session,
        SystemClock(),
        directory=directory,
        token_id=body.token_id,
        subject=body.subject,
        by=caller,
    )
    enforce(request, revoked)
    return RevocationOut.model_validate(revoked[0])
