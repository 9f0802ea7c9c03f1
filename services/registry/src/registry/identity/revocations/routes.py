"""The revocations in force, over HTTP."""

from inspect import getdoc

from registry.identity.revocations import queries
from registry.identity.revocations.schemas import RevocationsOut
from shared.clocks import SystemClock
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.get("/revocations", description=getdoc(queries.list_revocations))
async def list_revocations(session: Session) -> RevocationsOut:
    return await queries.list_revocations(session, now=SystemClock().now())
