"""Accounts over HTTP."""

from registry.identity.accounts import use_cases
from registry.identity.accounts.schemas import AccountIn, AccountOut
from shared.clocks import SystemClock
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.post("/accounts", status_code=201)
async def create_account(session: Session, body: AccountIn) -> AccountOut:
    """Create an account. Public.

    It acts for nobody until it registers an organisation, or a representative delegates it.
    """
    account = await use_cases.create_account(
        session, SystemClock(), email=body.email, name=body.name, password=body.password
    )
    return AccountOut.model_validate(account)
