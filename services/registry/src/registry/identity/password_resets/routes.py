"""Password resets over HTTP."""

from inspect import getdoc

from fastapi import Request

from registry.identity.address_proofs.schemas import CodeMailedOut
from registry.identity.directory import Directory
from registry.identity.password_resets import use_cases
from registry.identity.password_resets.schemas import PasswordResetIn, PasswordResetRequestIn
from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from shared.clocks import SystemClock
from shared.http.origins import Origin
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])


@router.post(
    "/password-resets",
    status_code=202,
    description=getdoc(use_cases.request_password_reset),
)
async def request_password_reset(
    session: Session, ring: Ring, body: PasswordResetRequestIn
) -> CodeMailedOut:
    await use_cases.request_password_reset(
        session, SystemClock(), vault=ring.vault, email=body.email, language=body.language
    )
    return CodeMailedOut()


@router.post(
    "/password-resets/confirmation",
    status_code=204,
    # The code works once, so nothing happens twice; and no hash of the password is kept.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.reset_password),
)
async def reset_password(
    *,
    request: Request,
    session: Session,
    ring: Ring,
    directory: Directory,
    origin: Origin,
    body: PasswordResetIn,
) -> None:
    revoked = await use_cases.reset_password(
        session,
        SystemClock(),
        vault=ring.vault,
        directory=directory,
        code=body.token,
        new_password=body.new_password,
        origin=origin,
    )
    enforce(request, revoked)
