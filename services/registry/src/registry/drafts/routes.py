"""Drafts over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from registry.admission.answers import answered
from registry.admission.schemas import ApplicationOut
from registry.drafts import queries, use_cases
from registry.drafts.schemas import DraftChanges, DraftIn, DraftOut
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["admission"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get("/application-drafts", description=getdoc(queries.list_drafts))
async def list_drafts(session: Session, caller: Reader, paging: Pages) -> Page[DraftOut]:
    return await queries.list_drafts(session, paging=paging, by=caller)


@router.post("/application-drafts", status_code=201, description=getdoc(use_cases.start_draft))
async def start_draft(
    session: Session, clock: BusinessClock, caller: Writer, response: Response, body: DraftIn
) -> DraftOut:
    draft = await use_cases.start_draft(session, clock, **body.model_dump(), by=caller)
    response.headers["Location"] = f"/v1/registry/application-drafts/{draft.id}"
    set_etag(response, draft.version)
    return DraftOut.model_validate(draft)


@router.get("/application-drafts/{draft_id}", description=getdoc(queries.show_draft))
async def show_draft(
    session: Session, caller: Reader, response: Response, draft_id: UUID
) -> DraftOut:
    draft = await queries.show_draft(session, draft_id=draft_id, by=caller)
    set_etag(response, draft.version)
    return draft


@router.patch("/application-drafts/{draft_id}", description=getdoc(use_cases.edit_draft))
async def edit_draft(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    draft_id: UUID,
    body: DraftChanges,
) -> DraftOut:
    draft = await use_cases.edit_draft(
        session, clock, draft_id=draft_id, version=version, changes=body.changes(), by=caller
    )
    set_etag(response, draft.version)
    return DraftOut.model_validate(draft)


@router.delete(
    "/application-drafts/{draft_id}", status_code=204, description=getdoc(use_cases.delete_draft)
)
async def delete_draft(session: Session, caller: Writer, version: IfMatch, draft_id: UUID) -> None:
    await use_cases.delete_draft(session, draft_id=draft_id, version=version, by=caller)


@router.post(
    "/application-drafts/{draft_id}/submission",
    status_code=201,
    description=getdoc(use_cases.submit_draft),
)
async def submit_draft(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    draft_id: UUID,
) -> ApplicationOut:
    application = await use_cases.submit_draft(
        session, clock, draft_id=draft_id, version=version, by=caller
    )
    response.headers["Location"] = f"/v1/registry/applications/{application.id}"
    return await answered(session, response, application.id)
