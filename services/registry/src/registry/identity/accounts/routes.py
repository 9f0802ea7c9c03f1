"""Accounts over HTTP."""

from inspect import getdoc

from fastapi import Response

from registry.identity.accounts import use_cases
from registry.identity.accounts.schemas import AccountOut, AccountRequestIn, ConfirmationIn
from registry.identity.address_proofs.schemas import MailPromised
from registry.identity.responses import NO_STORE
from registry.identity.signing_keys.key_ring import Ring
from shared.clocks import SystemClock
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.post(
    "/accounts",
    status_code=202,
    description=f"{getdoc(use_cases.request_account)}\n\nPublic.",
)
async def request_account(session: Session, ring: Ring, body: AccountRequestIn) -> MailPromised:
    await use_cases.request_account(
        session,
        SystemClock(),
        vault=ring.vault,
        email=body.email,
        name=body.name,
        language=body.language,
    )
    return MailPromised()


@router.post(
    "/accounts/confirmation",
    status_code=201,
    # The code works once, so nothing happens twice; and no hash of the password is kept.
    openapi_extra=NOT_IDEMPOTENT,
    description=f"{getdoc(use_cases.confirm_account)}\n\nPublic.",
)
async def confirm_account(
    response: Response, session: Session, ring: Ring, body: ConfirmationIn
) -> AccountOut:
    account = await use_cases.confirm_account(
        session,
        SystemClock(),
        vault=ring.vault,
        code=body.token,
        password=body.password,
        name=body.name,
    )
    response.headers.update(NO_STORE)
    return AccountOut.model_validate(account)
