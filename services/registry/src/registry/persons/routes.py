"""What is told of personal data, and one's own: paths below /v1/registry."""

from inspect import getdoc
from typing import Annotated

from fastapi import Depends, Request, Response

from registry.identity.directory import Directory
from registry.identity.responses import refusal_response
from registry.identity.revocations.enforcement import enforce
from registry.identity.second_factors.rules import FRESH as SHOWN_LATELY
from registry.identity.signing_keys.key_ring import Ring
from registry.persons import erasing, exporting, queries
from registry.persons.erasing import ErasureAsked
from registry.persons.schemas import ErasureIn, ErasureOut, PersonalDataOut
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import demand_second_factor, fresh_login, require
from shared.http.own_data import FRESH, OwnDataOut, OwnTableOut
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["persons"])


@router.get("/personal-data", description=getdoc(queries.show_personal_data))
async def show_personal_data() -> PersonalDataOut:
    return queries.show_personal_data()


@router.post(
    "/me/export",
    # No copy of the answer is kept.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(exporting.export_own_data),
)
async def export_own_data(
    response: Response, session: Session, by: Annotated[Caller, Depends(fresh_login(FRESH))]
) -> OwnDataOut:
    clock = SystemClock()
    rows = await exporting.export_own_data(session, clock, by=by)
    response.headers["Cache-Control"] = "no-store"
    return OwnDataOut(
        service="registry",
        account_id=by.subject,
        exported_at=clock.now(),
        tables=[OwnTableOut.model_validate(each) for each in rows],
    )


@router.post(
    "/me/erasure",
    status_code=202,
    response_model=ErasureOut,
    # No hash of the password is kept, and the token in use is dead after the first time.
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(erasing.request_erasure),
)
async def request_erasure(
    *,
    request: Request,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    directory: Directory,
    by: Annotated[Caller, Depends(require())],
    body: ErasureIn,
) -> ErasureOut | Response:
    if body.current_password is None:
        demand_second_factor(by, SHOWN_LATELY)
    outcome = await erasing.request_erasure(
        session,
        clock,
        vault=ring.vault,
        directory=directory,
        current_password=body.current_password,
        language=body.language,
        by=by,
    )
    if not isinstance(outcome, ErasureAsked):
        return refusal_response(request, outcome)
    enforce(request, outcome.revoked)
    return ErasureOut(erase_at=outcome.erase_at)
