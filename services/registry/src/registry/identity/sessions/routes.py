"""Logins over HTTP."""

from datetime import timedelta
from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from registry.identity.directory import Directory
from registry.identity.errors import NotItsRepresentative
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.rules import Bound, Limits
from registry.identity.responses import NO_STORE, refusal_response
from registry.identity.revocations.enforcement import enforce
from registry.identity.second_factors.routes import OfficersProveTwice
from registry.identity.sessions import queries, stepping_up, use_cases
from registry.identity.sessions.errors import RefreshRefused
from registry.identity.sessions.issuing import LoginAccess, SessionTokens
from registry.identity.sessions.schemas import (
    LoginAccessOut,
    LoginIn,
    LoginOut,
    RefreshIn,
    SecondFactorProofIn,
    SessionOut,
)
from registry.identity.sessions.use_cases import FamilyEnded
from registry.identity.signing_keys.key_ring import Ring
from registry.settings import Settings
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.database import Database
from shared.http.callers import require
from shared.http.origins import Origin
from shared.http.paging import Page, Pages
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])
Known = Annotated[Caller, Depends(require())]


async def _limits(request: Request) -> Limits:
    settings: Settings = request.app.state.settings
    return Limits(
        per_origin=Bound(settings.login_failures_per_origin, timedelta(hours=1)),
        per_address=Bound(settings.login_failures_per_address, timedelta(hours=24)),
    )


LoginLimits = Annotated[Limits, Depends(_limits)]
"""The settings' bounds of failed logins."""


@router.post(
    "/sessions",
    status_code=201,
    response_model=SessionOut,
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.log_in),
)
async def log_in(
    *,
    request: Request,
    response: Response,
    session: Session,
    ring: Ring,
    directory: Directory,
    origin: Origin,
    limits: LoginLimits,
    officers_prove_twice: OfficersProveTwice,
    body: LoginIn,
) -> SessionOut | Response:
    # Committed before the request's own transaction has begun: no request holds two connections,
    # and none that hashes keeps others waiting.
    database: Database = request.app.state.database
    async with database.transaction() as counting:
        attempt = await use_cases.count_login_attempt(
            counting,
            SystemClock(),
            ring=ring,
            email=body.email,
            origin=origin,
            refresh_token=body.refresh_token,
            limits=limits,
        )
    if isinstance(attempt, TooManyAttempts):
        return refusal_response(request, attempt)
    try:
        outcome = await use_cases.log_in(
            session,
            SystemClock(),
            ring=ring,
            directory=directory,
            attempt=attempt,
            email=body.email,
            password=body.password,
            organisation_id=body.organisation_id,
            otp=body.otp,
            recovery_code=body.recovery_code,
            officers_prove_twice=officers_prove_twice,
            user_agent=request.headers.get("user-agent"),
        )
    except NotItsRepresentative as refusal:
        # Answered, not raised: the password was right, and that it is forgiven has to stay.
        return refusal_response(request, refusal)
    if not isinstance(outcome, SessionTokens):
        return refusal_response(request, outcome)
    response.headers.update(NO_STORE)
    return SessionOut.model_validate(outcome)


@router.post(
    "/sessions/refresh",
    response_model=SessionOut,
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.refresh_session),
)
async def refresh_session(
    *,
    request: Request,
    response: Response,
    session: Session,
    ring: Ring,
    directory: Directory,
    officers_prove_twice: OfficersProveTwice,
    body: RefreshIn,
) -> SessionOut | Response:
    outcome = await use_cases.refresh_session(
        session,
        SystemClock(),
        ring=ring,
        directory=directory,
        refresh_token=body.refresh_token,
        organisation_id=body.organisation_id,
        officers_prove_twice=officers_prove_twice,
    )
    if isinstance(outcome, FamilyEnded):
        enforce(request, outcome.revoked)
        return refusal_response(request, outcome.refusal)
    if isinstance(outcome, RefreshRefused):
        return refusal_response(request, outcome)
    response.headers.update(NO_STORE)
    return SessionOut.model_validate(outcome)


@router.post(
    "/sessions/current/second-factor",
    response_model=LoginAccessOut,
    # The code works once, so nothing happens twice.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(stepping_up.prove_second_factor),
)
async def prove_second_factor(
    *,
    request: Request,
    response: Response,
    session: Session,
    ring: Ring,
    directory: Directory,
    officers_prove_twice: OfficersProveTwice,
    caller: Known,
    body: SecondFactorProofIn,
) -> LoginAccessOut | Response:
    outcome = await stepping_up.prove_second_factor(
        session,
        SystemClock(),
        ring=ring,
        directory=directory,
        otp=body.otp,
        recovery_code=body.recovery_code,
        officers_prove_twice=officers_prove_twice,
        by=caller,
    )
    if not isinstance(outcome, LoginAccess):
        return refusal_response(request, outcome)
    response.headers.update(NO_STORE)
    return LoginAccessOut.model_validate(outcome)


@router.delete("/sessions/current", status_code=204, description=getdoc(use_cases.log_out))
async def log_out(request: Request, session: Session, caller: Known) -> None:
    enforce(request, await use_cases.log_out(session, SystemClock(), by=caller))


@router.get("/sessions", description=getdoc(queries.list_logins))
async def list_logins(session: Session, caller: Known, paging: Pages) -> Page[LoginOut]:
    return await queries.list_logins(session, paging=paging, now=SystemClock().now(), by=caller)


@router.delete("/sessions/others", status_code=204, description=getdoc(use_cases.end_other_logins))
async def end_other_logins(request: Request, session: Session, caller: Known) -> None:
    enforce(request, await use_cases.end_other_logins(session, SystemClock(), by=caller))


@router.delete("/sessions/{session_id}", status_code=204, description=getdoc(use_cases.end_login))
async def end_login(request: Request, session: Session, caller: Known, session_id: UUID) -> None:
    enforce(
        request,
        await use_cases.end_login(session, SystemClock(), login_id=session_id, by=caller),
    )
