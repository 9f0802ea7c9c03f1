"""Second factors and recovery codes over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from registry.identity.directory import Directory
from registry.identity.responses import NO_STORE, refusal_response
from registry.identity.second_factors import queries, use_cases
from registry.identity.second_factors.repository import has_second_factor
from registry.identity.second_factors.rules import FRESH
from registry.identity.second_factors.schemas import (
    ConfirmedSecondFactorOut,
    FactorChangeOut,
    FirstCodeIn,
    NewSecondFactorOut,
    RecoveryCodesLeftOut,
    RecoveryCodesOut,
    SecondFactorIn,
    SecondFactorOut,
)
from registry.identity.second_factors.use_cases import Confirmed, Enrolment
from registry.identity.signing_keys.key_ring import Ring
from registry.settings import Settings
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import demand_second_factor, fresh_second_factor, require
from shared.http.paging import Page, Pages
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import Session

router = Router(prefix="/v1/registry", tags=["identity"])
Known = Annotated[Caller, Depends(require())]
Proved = Annotated[Caller, Depends(fresh_second_factor(FRESH))]


async def _fresh_where_enrolled(caller: Known, session: Session) -> Caller:
    # Else whoever has a token and the password would add a factor of its own beside the owner's.
    if await has_second_factor(session, caller.subject):
        demand_second_factor(caller, FRESH)
    return caller


FreshWhereEnrolled = Annotated[Caller, Depends(_fresh_where_enrolled)]
"""The caller; who has a second factor has shown it lately."""


async def _officers_prove_twice(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    return settings.officers_prove_twice


OfficersProveTwice = Annotated[bool, Depends(_officers_prove_twice)]
"""Whether nobody acts here in an office of the cluster without a second factor."""


@router.post(
    "/second-factors",
    status_code=201,
    response_model=NewSecondFactorOut,
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.enrol_second_factor),
)
async def enrol_second_factor(
    *,
    request: Request,
    response: Response,
    session: Session,
    ring: Ring,
    caller: FreshWhereEnrolled,
    body: SecondFactorIn,
) -> NewSecondFactorOut | Response:
    outcome = await use_cases.enrol_second_factor(
        session,
        SystemClock(),
        vault=ring.vault,
        name=body.name,
        current_password=body.current_password,
        language=body.language,
        by=caller,
    )
    if not isinstance(outcome, Enrolment):
        return refusal_response(request, outcome)
    response.headers.update(NO_STORE)
    shown = SecondFactorOut.model_validate(outcome.factor)
    return NewSecondFactorOut(
        **shown.model_dump(), secret=outcome.secret, otpauth_uri=outcome.otpauth_uri
    )


@router.get("/second-factors", description=getdoc(queries.list_second_factors))
async def list_second_factors(
    session: Session, caller: Known, paging: Pages
) -> Page[SecondFactorOut]:
    return await queries.list_second_factors(session, paging=paging, by=caller)


@router.get("/second-factors/changes", description=getdoc(queries.list_second_factor_changes))
async def list_second_factor_changes(
    session: Session, caller: Known, paging: Pages
) -> Page[FactorChangeOut]:
    return await queries.list_second_factor_changes(session, paging=paging, by=caller)


@router.post(
    "/second-factors/{factor_id}/confirmation",
    response_model=ConfirmedSecondFactorOut,
    # The code works once, so nothing happens twice; and what is shown once is not kept.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.confirm_second_factor),
)
async def confirm_second_factor(
    *,
    request: Request,
    response: Response,
    session: Session,
    ring: Ring,
    caller: Known,
    factor_id: UUID,
    body: FirstCodeIn,
) -> ConfirmedSecondFactorOut | Response:
    outcome = await use_cases.confirm_second_factor(
        session, SystemClock(), vault=ring.vault, factor_id=factor_id, otp=body.otp, by=caller
    )
    if not isinstance(outcome, Confirmed):
        return refusal_response(request, outcome)
    response.headers.update(NO_STORE)
    shown = SecondFactorOut.model_validate(outcome.factor)
    return ConfirmedSecondFactorOut(**shown.model_dump(), recovery_codes=outcome.recovery_codes)


@router.delete(
    "/second-factors/{factor_id}",
    status_code=204,
    description=getdoc(use_cases.remove_second_factor),
)
async def remove_second_factor(
    *,
    session: Session,
    ring: Ring,
    directory: Directory,
    officers_keep_one: OfficersProveTwice,
    caller: Proved,
    factor_id: UUID,
) -> None:
    await use_cases.remove_second_factor(
        session,
        SystemClock(),
        vault=ring.vault,
        directory=directory,
        officers_keep_one=officers_keep_one,
        factor_id=factor_id,
        by=caller,
    )


@router.get("/recovery-codes", description=getdoc(queries.show_recovery_codes))
async def show_recovery_codes(session: Session, caller: Known) -> RecoveryCodesLeftOut:
    return await queries.show_recovery_codes(session, by=caller)


@router.post(
    "/recovery-codes",
    status_code=201,
    # What is shown once is not kept for a repetition; a second one only voids the first.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.renew_recovery_codes),
)
async def renew_recovery_codes(
    response: Response, session: Session, ring: Ring, caller: Proved
) -> RecoveryCodesOut:
    codes = await use_cases.renew_recovery_codes(
        session, SystemClock(), vault=ring.vault, by=caller
    )
    response.headers.update(NO_STORE)
    return RecoveryCodesOut(recovery_codes=codes)
