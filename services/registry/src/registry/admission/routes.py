"""Admission over HTTP."""

from inspect import getdoc
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Response

from registry.admission import meetings, notes, queries, use_cases, votes
from registry.admission.answers import answered
from registry.admission.schemas import (
    ApplicationIn,
    ApplicationOut,
    ApplicationSummaryOut,
    AssessmentIn,
    ClosingIn,
    ConflictIn,
    ConflictOut,
    MeetingCorrectionIn,
    MeetingIn,
    MeetingInvitationIn,
    NoteIn,
    NoteOut,
    ProposalIn,
    WithdrawalIn,
)
from registry.board_votes.matters import MattersDep
from registry.board_votes.queries import vote_after
from registry.board_votes.schemas import BoardVoteOut
from registry.vocabulary import ApplicationStatus, ApplicationStep, Turn
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["admission"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get("/applications", description=getdoc(queries.list_applications))
async def list_applications(
    *,
    session: Session,
    caller: Reader,
    paging: Pages,
    status: Annotated[ApplicationStatus | None, Query()] = None,
    step: Annotated[ApplicationStep | None, Query()] = None,
    turn: Annotated[Turn | None, Query()] = None,
    sort: Annotated[Literal["newest", "waits_since"], Query()] = "newest",
    organisation_id: Annotated[UUID | None, Query()] = None,
) -> Page[ApplicationSummaryOut]:
    return await queries.list_applications(
        session,
        paging=paging,
        status=status,
        step=step,
        turn=turn,
        sort=sort,
        organisation_id=organisation_id,
        by=caller,
    )


@router.get("/applications/{application_id}", description=getdoc(queries.show_application))
async def show_application(
    session: Session, caller: Reader, response: Response, application_id: UUID
) -> ApplicationOut:
    application = await queries.show_application(session, application_id=application_id, by=caller)
    set_etag(response, application.version)
    return application


@router.post("/applications", status_code=201, description=getdoc(use_cases.submit_application))
async def submit_application(
    session: Session, clock: BusinessClock, caller: Writer, response: Response, body: ApplicationIn
) -> ApplicationOut:
    application = await use_cases.submit_application(
        session,
        clock,
        organisation_id=body.organisation_id,
        statements=body.statements.by_criterion(),
        size=body.size,
        by=caller,
    )
    response.headers["Location"] = f"/v1/registry/applications/{application.id}"
    return await answered(session, response, application.id)


@router.post(
    "/applications/{application_id}/assessments",
    status_code=201,
    description=getdoc(use_cases.assess_criterion),
)
async def assess_criterion(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: AssessmentIn,
) -> ApplicationOut:
    await use_cases.assess_criterion(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/meeting",
    status_code=201,
    description=getdoc(meetings.record_meeting),
)
async def record_meeting(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: MeetingIn,
) -> ApplicationOut:
    await meetings.record_meeting(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/votes",
    status_code=201,
    description=getdoc(votes.put_to_vote),
)
async def put_to_vote(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: ProposalIn,
) -> BoardVoteOut:
    vote = await votes.put_to_vote(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    response.headers["Location"] = f"/v1/registry/board-votes/{vote.id}"
    set_etag(response, vote.version)
    return await vote_after(session, vote)


@router.post(
    "/applications/{application_id}/meeting-invitations",
    status_code=201,
    description=getdoc(meetings.invite_to_meeting),
)
async def invite_to_meeting(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: MeetingInvitationIn,
) -> ApplicationOut:
    await meetings.invite_to_meeting(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/meeting-invitations/{invitation_id}/absence",
    status_code=201,
    description=getdoc(meetings.record_absence),
)
async def record_absence(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    invitation_id: UUID,
) -> ApplicationOut:
    await meetings.record_absence(
        session,
        clock,
        application_id=application_id,
        invitation_id=invitation_id,
        version=version,
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/meeting-corrections",
    status_code=201,
    description=getdoc(meetings.correct_meeting),
)
async def correct_meeting(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: MeetingCorrectionIn,
) -> ApplicationOut:
    await meetings.correct_meeting(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/withdrawal",
    status_code=201,
    description=getdoc(use_cases.withdraw_application),
)
async def withdraw_application(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: WithdrawalIn,
) -> ApplicationOut:
    await use_cases.withdraw_application(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/closing",
    status_code=201,
    description=getdoc(use_cases.close_application),
)
async def close_application(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: ClosingIn,
) -> ApplicationOut:
    await use_cases.close_application(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.get("/applications/{application_id}/conflicts", description=getdoc(queries.list_conflicts))
async def list_conflicts(
    session: Session, caller: Reader, paging: Pages, application_id: UUID
) -> Page[ConflictOut]:
    return await queries.list_conflicts(
        session, application_id=application_id, paging=paging, by=caller
    )


@router.post(
    "/applications/{application_id}/conflicts",
    status_code=201,
    description=getdoc(use_cases.declare_conflict),
)
async def declare_conflict(
    *,
    session: Session,
    clock: BusinessClock,
    matters: MattersDep,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: ConflictIn,
) -> ApplicationOut:
    await use_cases.declare_conflict(
        session,
        clock,
        matters=matters,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.get("/applications/{application_id}/notes", description=getdoc(notes.list_notes))
async def list_notes(
    session: Session, clock: BusinessClock, caller: Reader, paging: Pages, application_id: UUID
) -> Page[NoteOut]:
    return await notes.list_notes(
        session, clock, application_id=application_id, paging=paging, by=caller
    )


@router.post(
    "/applications/{application_id}/notes",
    status_code=201,
    description=getdoc(notes.write_note),
)
async def write_note(
    session: Session, clock: BusinessClock, caller: Writer, application_id: UUID, body: NoteIn
) -> NoteOut:
    note = await notes.write_note(
        session, clock, application_id=application_id, text=body.text, by=caller
    )
    return NoteOut.model_validate(note)
