"""Accounts over HTTP."""

from inspect import getdoc

from fastapi import Response

from registry.identity.accounts import use_cases
from registry.identity.accounts.schemas import AccountConfirmationIn, AccountOut, AccountRequestIn
from registry.identity.address_proofs.schemas import CodeMailedOut
from registry.identity.responses import NO_STORE
from registry.identity.signing_keys.key_ring import Ring
from shared.clocks import SystemClock
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.post(
    "/accounts",
    status_code=202,
    description=getdoc(use_cases.request_account),
)
async def request_account(session: Session, ring: Ring, body: AccountRequestIn) -> CodeMailedOut:
    await use_cases.request_account(
        session,
        SystemClock(),
        vault=ring.vault,
        email=body.email,
        name=body.name,
        language=body.language,
    )
    return CodeMailedOut()


@router.post(
    "/accounts/confirmation",
    status_code=201,
    # The code works once, so nothing happens twice; and no hash of the password is kept.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.confirm_account),
)
async def confirm_account(
    response: Response, session: Session, ring: Ring, body: AccountConfirmationIn
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
