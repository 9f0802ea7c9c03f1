"""The directory over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from registry.identity.signing_keys.key_ring import Ring
from registry.organisations import corrections, queries, use_cases
from registry.organisations.schemas import (
    CorrectionIn,
    CorrectionOut,
    OrganisationChanges,
    OrganisationIn,
    OrganisationOut,
)
from registry.vocabulary import Capacity, Kind, Membership, Region, Sector, Standing
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/registry", tags=["organisations"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get("/organisations", description=getdoc(queries.list_organisations))
async def list_organisations(
    *,
    session: Session,
    paging: Pages,
    kind: Annotated[Kind | None, Query()] = None,
    stage: Annotated[Code | None, Query()] = None,
    role: Annotated[Code | None, Query()] = None,
    capacity: Annotated[Capacity | None, Query()] = None,
    region: Annotated[Region | None, Query()] = None,
    sector: Annotated[Sector | None, Query()] = None,
    membership: Annotated[Membership | None, Query()] = None,
    standing: Annotated[Standing | None, Query()] = None,
) -> Page[OrganisationOut]:
    return await queries.list_organisations(
        session,
        paging=paging,
        kind=kind,
        stage=stage,
        role=role,
        capacity=capacity,
        region=region,
        sector=sector,
        membership=membership,
        standing=standing,
    )


@router.get("/organisations/{organisation_id}", description=getdoc(queries.show_organisation))
async def show_organisation(
    session: Session, response: Response, organisation_id: UUID
) -> OrganisationOut:
    organisation = await queries.show_organisation(session, organisation_id)
    set_etag(response, organisation.version)
    return organisation


@router.post("/organisations", status_code=201, description=getdoc(use_cases.register_organisation))
async def register_organisation(
    *,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    response: Response,
    body: OrganisationIn,
) -> OrganisationOut:
    organisation = await use_cases.register_organisation(
        session, clock, vault=ring.vault, details=body.details(), by=caller
    )
    set_etag(response, organisation.version)
    response.headers["Location"] = f"/v1/registry/organisations/{organisation.id}"
    return OrganisationOut.model_validate(organisation)


@router.patch("/organisations/{organisation_id}", description=getdoc(use_cases.update_organisation))
async def update_organisation(
    *,
    session: Session,
    caller: Writer,
    version: IfMatch,
    response: Response,
    organisation_id: UUID,
    body: OrganisationChanges,
) -> OrganisationOut:
    organisation = await use_cases.update_organisation(
        session,
        organisation_id=organisation_id,
        version=version,
        changes=body.changes(),
        by=caller,
    )
    set_etag(response, organisation.version)
    return OrganisationOut.model_validate(organisation)


@router.post(
    "/organisations/{organisation_id}/corrections",
    status_code=201,
    description=getdoc(corrections.correct_organisation),
)
async def correct_organisation(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    organisation_id: UUID,
    body: CorrectionIn,
) -> CorrectionOut:
    organisation, correction = await corrections.correct_organisation(
        session,
        clock,
        organisation_id=organisation_id,
        version=version,
        changes=body.changes(),
        reason=body.reason,
        by=caller,
    )
    set_etag(response, organisation.version)
    return CorrectionOut.model_validate(correction)


@router.get(
    "/organisations/{organisation_id}/corrections", description=getdoc(queries.list_corrections)
)
async def list_corrections(
    session: Session, caller: Reader, paging: Pages, organisation_id: UUID
) -> Page[CorrectionOut]:
    return await queries.list_corrections(
        session, organisation_id=organisation_id, paging=paging, by=caller
    )
