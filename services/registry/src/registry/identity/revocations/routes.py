"""The revocations in force, over HTTP."""

from registry.identity.revocations import queries
from registry.identity.revocations.schemas import RevocationList
from shared.clocks import SystemClock
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.get("/revocations")
async def list_revocations(session: Session) -> RevocationList:
    """The revocations in force, for whoever verifies tokens. Public: it names no person."""
    return await queries.revocations_in_force(session, now=SystemClock().now())
