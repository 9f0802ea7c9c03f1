"""Offices over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from registry.offices import ending, queries, use_cases
from registry.offices.orm import OfficeTerm
from registry.offices.rules import TermStatus
from registry.offices.schemas import (
    OfficeAcceptanceIn,
    OfficeConfirmationIn,
    OfficePoliciesOut,
    OfficerOut,
    OfficeTermChanges,
    OfficeTermIn,
    OfficeTermOut,
    RecallIn,
    ResignationIn,
)
from registry.vocabulary import ClusterOffice
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["offices"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get("/offices", description=getdoc(queries.list_offices))
async def list_offices(session: Session, clock: BusinessClock) -> OfficePoliciesOut:
    return await queries.list_offices(session, now=clock.now())


@router.get("/officers", description=getdoc(queries.list_officers))
async def list_officers(session: Session, paging: Pages) -> Page[OfficerOut]:
    return await queries.list_officers(session, paging=paging)


@router.get("/office-terms", description=getdoc(queries.list_terms))
async def list_office_terms(
    session: Session,
    caller: Reader,
    paging: Pages,
    office: Annotated[ClusterOffice | None, Query()] = None,
    status: Annotated[TermStatus | None, Query()] = None,
) -> Page[OfficeTermOut]:
    return await queries.list_terms(session, paging=paging, office=office, status=status, by=caller)


@router.get("/office-terms/{term_id}", description=getdoc(queries.show_term))
async def show_office_term(
    session: Session, caller: Reader, response: Response, term_id: UUID
) -> OfficeTermOut:
    term = await queries.show_term(session, term_id=term_id, by=caller)
    set_etag(response, term.version)
    return term


@router.post("/office-terms", status_code=201, description=getdoc(use_cases.offer_office))
async def offer_office(
    *,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    response: Response,
    body: OfficeTermIn,
) -> OfficeTermOut:
    term = await use_cases.offer_office(
        session,
        clock,
        vault=ring.vault,
        office=body.office,
        area=body.area,
        email=body.email,
        language=body.language,
        begins_at=body.begins_at,
        ends_at=body.ends_at,
        reference=body.decision.reference,
        decided_on=body.decision.decided_on,
        by=caller,
    )
    response.headers["Location"] = f"/v1/registry/office-terms/{term.id}"
    return await _answer(session, response, term)


@router.post("/office-terms/{term_id}/confirmation", description=getdoc(use_cases.confirm_office))
async def confirm_office(
    *,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
    body: OfficeConfirmationIn,
) -> OfficeTermOut:
    term = await use_cases.confirm_office(
        session,
        clock,
        vault=ring.vault,
        term_id=term_id,
        language=body.language,
        version=version,
        by=caller,
    )
    return await _answer(session, response, term)


@router.post("/office-terms/{term_id}/withdrawal", description=getdoc(use_cases.withdraw_offer))
async def withdraw_offer(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
) -> OfficeTermOut:
    term = await use_cases.withdraw_offer(
        session, clock, term_id=term_id, version=version, by=caller
    )
    return await _answer(session, response, term)


@router.post("/office-terms/{term_id}/acceptance", description=getdoc(use_cases.accept_office))
async def accept_office(
    *,
    request: Request,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
    body: OfficeAcceptanceIn,
) -> OfficeTermOut:
    term, revoked = await use_cases.accept_office(
        session, clock, vault=ring.vault, term_id=term_id, version=version, by=caller
    )
    enforce(request, revoked)
    return await _answer(session, response, term)


@router.post("/office-terms/{term_id}/refusal", description=getdoc(use_cases.refuse_office))
async def refuse_office(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
) -> OfficeTermOut:
    term = await use_cases.refuse_office(
        session, clock, term_id=term_id, version=version, by=caller
    )
    return await _answer(session, response, term)


@router.patch("/office-terms/{term_id}", description=getdoc(use_cases.change_area))
async def change_area(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
    body: OfficeTermChanges,
) -> OfficeTermOut:
    term = await use_cases.change_area(
        session, clock, term_id=term_id, area=body.area, version=version, by=caller
    )
    return await _answer(session, response, term)


@router.post("/office-terms/{term_id}/publication", description=getdoc(use_cases.publish_name))
async def publish_name(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
) -> OfficeTermOut:
    term = await use_cases.publish_name(session, clock, term_id=term_id, version=version, by=caller)
    return await _answer(session, response, term)


@router.post("/office-terms/{term_id}/resignation", description=getdoc(ending.resign_office))
async def resign_office(
    *,
    request: Request,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
    body: ResignationIn,
) -> OfficeTermOut:
    term, revoked = await ending.resign_office(
        session,
        clock,
        vault=ring.vault,
        term_id=term_id,
        note=body.note,
        version=version,
        by=caller,
    )
    enforce(request, revoked)
    return await _answer(session, response, term)


@router.post("/office-terms/{term_id}/recall", description=getdoc(ending.recall_officer))
async def recall_officer(
    *,
    request: Request,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    response: Response,
    term_id: UUID,
    version: IfMatch,
    body: RecallIn,
) -> OfficeTermOut:
    term, revoked = await ending.recall_officer(
        session,
        clock,
        vault=ring.vault,
        term_id=term_id,
        reference=body.decision.reference,
        decided_on=body.decision.decided_on,
        reason=body.reason,
        version=version,
        by=caller,
    )
    enforce(request, revoked)
    return await _answer(session, response, term)


async def _answer(session: Session, response: Response, term: OfficeTerm) -> OfficeTermOut:
    shown = await queries.term_after(session, term)
    set_etag(response, shown.version)
    return shown
