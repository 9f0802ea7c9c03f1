"""The caller itself over HTTP."""

from typing import Annotated

from fastapi import Depends

from registry.identity.me import queries
from registry.identity.me.schemas import Me
from shared.http.callers import Caller, require
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.get("/me")
async def show_me(session: Session, caller: Annotated[Caller, Depends(require())]) -> Me:
    """Who the caller is, for whom it acts with this token, and for whom it could."""
    return await queries.who_is(session, by=caller)
