"""Suspensions over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from registry.standing import queries, use_cases
from registry.standing.orm import Suspension
from registry.standing.schemas import LiftingIn, SuspensionIn, SuspensionOut
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["standing"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


def _tagged(response: Response, suspension: Suspension) -> SuspensionOut:
    set_etag(response, suspension.version)
    return SuspensionOut.model_validate(suspension)


@router.get(
    "/organisations/{organisation_id}/suspensions", description=getdoc(queries.list_suspensions)
)
async def list_suspensions(
    session: Session, caller: Reader, paging: Pages, organisation_id: UUID
) -> Page[SuspensionOut]:
    return await queries.list_suspensions(
        session, organisation_id=organisation_id, paging=paging, by=caller
    )


@router.post(
    "/organisations/{organisation_id}/suspensions",
    status_code=201,
    description=getdoc(use_cases.propose_suspension),
)
async def propose_suspension(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    response: Response,
    organisation_id: UUID,
    body: SuspensionIn,
) -> SuspensionOut:
    suspension = await use_cases.propose_suspension(
        session, clock, organisation_id=organisation_id, **body.model_dump(), by=caller
    )
    return _tagged(response, suspension)


@router.post(
    "/suspensions/{suspension_id}/confirmation", description=getdoc(use_cases.confirm_suspension)
)
async def confirm_suspension(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    suspension_id: UUID,
) -> SuspensionOut:
    suspension = await use_cases.confirm_suspension(
        session, clock, suspension_id=suspension_id, version=version, by=caller
    )
    return _tagged(response, suspension)


@router.post("/suspensions/{suspension_id}/lifting", description=getdoc(use_cases.lift_suspension))
async def lift_suspension(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    suspension_id: UUID,
    body: LiftingIn,
) -> SuspensionOut:
    suspension = await use_cases.lift_suspension(
        session, clock, suspension_id=suspension_id, reason=body.reason, version=version, by=caller
    )
    return _tagged(response, suspension)
