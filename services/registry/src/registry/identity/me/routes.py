"""The caller itself over HTTP."""

from inspect import getdoc
from typing import Annotated

from fastapi import Depends, Request, Response

from registry.identity.accounts.schemas import AccountOut
from registry.identity.address_proofs.schemas import CodeMailedOut
from registry.identity.directory import Directory
from registry.identity.me import queries, use_cases
from registry.identity.me.schemas import (
    EmailChangeIn,
    EmailProofIn,
    EmailRestorationIn,
    MeOut,
    NameIn,
    PasswordChangeIn,
)
from registry.identity.me.use_cases import PasswordChanged
from registry.identity.responses import refusal_response
from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import require
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])
Known = Annotated[Caller, Depends(require())]


@router.get("/me", description=getdoc(queries.show_me))
async def show_me(session: Session, directory: Directory, caller: Known) -> MeOut:
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
    caller: Known,
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


@router.put("/me/name", status_code=204, description=getdoc(use_cases.rename_person))
async def rename_person(session: Session, caller: Known, body: NameIn) -> None:
    await use_cases.rename_person(session, name=body.name, by=caller)


@router.post(
    "/me/email",
    status_code=202,
    response_model=CodeMailedOut,
    # No hash of the password is kept, and a second mail only voids the first.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.request_email_change),
)
async def request_email_change(
    request: Request, session: Session, ring: Ring, caller: Known, body: EmailChangeIn
) -> CodeMailedOut | Response:
    refusal = await use_cases.request_email_change(
        session,
        SystemClock(),
        vault=ring.vault,
        email=body.email,
        current_password=body.current_password,
        language=body.language,
        by=caller,
    )
    return CodeMailedOut() if refusal is None else refusal_response(request, refusal)


@router.post(
    "/me/email/confirmation",
    # The code works once, so nothing happens twice.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.confirm_email_change),
)
async def confirm_email_change(
    session: Session, ring: Ring, caller: Known, body: EmailProofIn
) -> AccountOut:
    account = await use_cases.confirm_email_change(
        session, SystemClock(), vault=ring.vault, code=body.token, by=caller
    )
    return AccountOut.model_validate(account)


@router.post(
    "/email-restorations",
    status_code=204,
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.restore_email),
)
async def restore_email(
    request: Request, session: Session, ring: Ring, directory: Directory, body: EmailRestorationIn
) -> None:
    revoked = await use_cases.restore_email(
        session, SystemClock(), vault=ring.vault, directory=directory, code=body.token
    )
    enforce(request, revoked)
