"""Notices over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from registry.notices import inbox, queries
from registry.notices.schemas import (
    NoticeMarkIn,
    NoticeOut,
    NoticeProofOut,
    NoticeReadingIn,
    NoticeReadingOut,
    NoticeSettingsChanges,
    NoticeSettingsOut,
    UnplacedNoticeOut,
)
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/registry", tags=["notices"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get("/notices", description=getdoc(queries.list_notices))
async def list_notices(
    *,
    session: Session,
    caller: Reader,
    paging: Pages,
    unread: Annotated[bool | None, Query()] = None,
    family: Annotated[Code | None, Query()] = None,
    organisation_id: Annotated[UUID | None, Query()] = None,
) -> Page[NoticeOut]:
    return await queries.list_notices(
        session,
        paging=paging,
        unread=unread,
        family=family,
        organisation_id=organisation_id,
        by=caller,
    )


@router.get("/notices/{notice_id}", description=getdoc(queries.show_notice))
async def show_notice(session: Session, caller: Reader, notice_id: UUID) -> NoticeOut:
    return await queries.show_notice(session, notice_id=notice_id, by=caller)


@router.put("/notices/{notice_id}/reading", description=getdoc(inbox.mark_notice))
async def mark_notice(
    session: Session, clock: BusinessClock, caller: Writer, notice_id: UUID, body: NoticeMarkIn
) -> NoticeOut:
    await inbox.mark_notice(session, clock, notice_id=notice_id, unread=body.unread, by=caller)
    return await queries.show_notice(session, notice_id=notice_id, by=caller)


@router.post("/notices/reading", description=getdoc(inbox.read_all_notices))
async def read_all_notices(
    session: Session, clock: BusinessClock, caller: Writer, body: NoticeReadingIn
) -> NoticeReadingOut:
    read = await inbox.read_all_notices(
        session, clock, received_until=body.received_until, by=caller
    )
    return NoticeReadingOut(read=read)


@router.get("/notice-settings", description=getdoc(queries.show_notice_settings))
async def show_notice_settings(
    session: Session, caller: Reader, response: Response
) -> NoticeSettingsOut:
    settings = await queries.show_notice_settings(session, by=caller)
    set_etag(response, settings.version)
    return settings


@router.patch("/notice-settings", description=getdoc(inbox.change_notice_settings))
async def change_notice_settings(
    session: Session,
    caller: Writer,
    response: Response,
    version: IfMatch,
    body: NoticeSettingsChanges,
) -> NoticeSettingsOut:
    await inbox.change_notice_settings(
        session, language=body.language, wanted=body.families, version=version, by=caller
    )
    settings = await queries.show_notice_settings(session, by=caller)
    set_etag(response, settings.version)
    return settings


@router.get("/unplaced-notices", description=getdoc(queries.list_unplaced_notices))
async def list_unplaced_notices(
    session: Session, caller: Reader, paging: Pages
) -> Page[UnplacedNoticeOut]:
    return await queries.list_unplaced_notices(session, paging=paging, by=caller)


@router.post("/unplaced-notices/{notice_id}/handling", description=getdoc(inbox.handle_notice))
async def handle_notice(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    response: Response,
    version: IfMatch,
    notice_id: UUID,
) -> UnplacedNoticeOut:
    notice = await inbox.handle_notice(
        session, clock, notice_id=notice_id, version=version, by=caller
    )
    set_etag(response, notice.version)
    return UnplacedNoticeOut.model_validate(notice)


@router.get(
    "/organisations/{organisation_id}/notice-proofs", description=getdoc(queries.list_notice_proofs)
)
async def list_notice_proofs(
    session: Session, caller: Reader, paging: Pages, organisation_id: UUID
) -> Page[NoticeProofOut]:
    return await queries.list_notice_proofs(
        session, organisation_id=organisation_id, paging=paging, by=caller
    )
