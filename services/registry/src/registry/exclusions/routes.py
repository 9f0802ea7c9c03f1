"""Exclusions over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from registry.board_votes.queries import vote_after
from registry.board_votes.schemas import BoardVoteOut
from registry.exclusions import queries, use_cases, votes
from registry.exclusions.schemas import (
    AppealDecisionIn,
    ExclusionIn,
    ExclusionOut,
    ExclusionReasonIn,
    ExclusionStatementIn,
    MeetingRecordIn,
)
from registry.vocabulary import ExclusionStatus
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry/exclusions", tags=["exclusions"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get("", description=getdoc(queries.list_exclusions))
async def list_exclusions(
    session: Session,
    caller: Reader,
    paging: Pages,
    status: ExclusionStatus | None = None,
    organisation_id: UUID | None = None,
) -> Page[ExclusionOut]:
    return await queries.list_exclusions(
        session, paging=paging, status=status, organisation_id=organisation_id, by=caller
    )


@router.post("", status_code=201, description=getdoc(use_cases.open_exclusion))
async def open_exclusion(
    session: Session, clock: BusinessClock, caller: Writer, response: Response, body: ExclusionIn
) -> ExclusionOut:
    made = await use_cases.open_exclusion(session, clock, **body.model_dump(), by=caller)
    response.headers["Location"] = f"/v1/registry/exclusions/{made.id}"
    set_etag(response, made.version)
    return await queries.show_exclusion(session, exclusion_id=made.id, by=caller)


@router.get("/{exclusion_id}", description=getdoc(queries.show_exclusion))
async def show_exclusion(
    session: Session, caller: Reader, response: Response, exclusion_id: UUID
) -> ExclusionOut:
    shown = await queries.show_exclusion(session, exclusion_id=exclusion_id, by=caller)
    set_etag(response, shown.version)
    return shown


@router.post(
    "/{exclusion_id}/meetings", status_code=201, description=getdoc(use_cases.record_hearing)
)
async def record_hearing(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    exclusion_id: UUID,
    body: MeetingRecordIn,
) -> ExclusionOut:
    changed = await use_cases.record_hearing(
        session,
        clock,
        exclusion_id=exclusion_id,
        **body.model_dump(),
        version=version,
        by=caller,
    )
    set_etag(response, changed.version)
    return await queries.show_exclusion(session, exclusion_id=exclusion_id, by=caller)


@router.post(
    "/{exclusion_id}/statements", status_code=201, description=getdoc(use_cases.give_statement)
)
async def give_statement(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    exclusion_id: UUID,
    body: ExclusionStatementIn,
) -> ExclusionOut:
    changed = await use_cases.give_statement(
        session,
        clock,
        exclusion_id=exclusion_id,
        **body.model_dump(),
        version=version,
        by=caller,
    )
    set_etag(response, changed.version)
    return await queries.show_exclusion(session, exclusion_id=exclusion_id, by=caller)


@router.post(
    "/{exclusion_id}/votes", status_code=201, description=getdoc(votes.put_exclusion_to_vote)
)
async def put_exclusion_to_vote(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    exclusion_id: UUID,
    body: ExclusionReasonIn,
) -> BoardVoteOut:
    vote = await votes.put_exclusion_to_vote(
        session, clock, exclusion_id=exclusion_id, **body.model_dump(), version=version, by=caller
    )
    response.headers["Location"] = f"/v1/registry/board-votes/{vote.id}"
    set_etag(response, vote.version)
    return await vote_after(session, vote)


@router.post("/{exclusion_id}/withdrawal", description=getdoc(use_cases.withdraw_exclusion))
async def withdraw_exclusion(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    exclusion_id: UUID,
    body: ExclusionReasonIn,
) -> ExclusionOut:
    changed = await use_cases.withdraw_exclusion(
        session,
        clock,
        exclusion_id=exclusion_id,
        **body.model_dump(),
        version=version,
        by=caller,
    )
    set_etag(response, changed.version)
    return await queries.show_exclusion(session, exclusion_id=exclusion_id, by=caller)


@router.post("/{exclusion_id}/appeal", description=getdoc(use_cases.appeal_exclusion))
async def appeal_exclusion(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    exclusion_id: UUID,
    body: ExclusionStatementIn,
) -> ExclusionOut:
    changed = await use_cases.appeal_exclusion(
        session,
        clock,
        exclusion_id=exclusion_id,
        **body.model_dump(),
        version=version,
        by=caller,
    )
    set_etag(response, changed.version)
    return await queries.show_exclusion(session, exclusion_id=exclusion_id, by=caller)


@router.post(
    "/{exclusion_id}/appeal/decision", description=getdoc(use_cases.record_appeal_decision)
)
async def record_appeal_decision(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    exclusion_id: UUID,
    body: AppealDecisionIn,
) -> ExclusionOut:
    changed = await use_cases.record_appeal_decision(
        session,
        clock,
        exclusion_id=exclusion_id,
        **body.model_dump(),
        version=version,
        by=caller,
    )
    set_etag(response, changed.version)
    return await queries.show_exclusion(session, exclusion_id=exclusion_id, by=caller)
