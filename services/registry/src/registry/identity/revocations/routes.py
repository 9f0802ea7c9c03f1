"""Revocations over HTTP."""

from inspect import getdoc
from typing import Annotated

from fastapi import Depends, Request

from registry.identity.revocations import queries, use_cases
from registry.identity.revocations.effects import take_effect
from registry.identity.revocations.schemas import RevocationIn, RevocationList, RevocationOut
from shared.clocks import SystemClock
from shared.http.callers import Caller, require
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.get("/revocations")
async def list_revocations(session: Session) -> RevocationList:
    """The revocations in force, for whoever verifies tokens. Public: it names no person."""
    return await queries.revocations_in_force(session, now=SystemClock().now())


@router.post("/revocations", status_code=201, description=getdoc(use_cases.revoke))
async def revoke_tokens(
    request: Request,
    session: Session,
    caller: Annotated[Caller, Depends(require())],
    body: RevocationIn,
) -> RevocationOut:
    revoked = await use_cases.revoke(
        session, SystemClock(), token_id=body.token_id, subject=body.subject, by=caller
    )
    take_effect(request, revoked)
    return RevocationOut.model_validate(revoked[0])
