"""Reviewing an application over HTTP: questions, answers, evidence, the class of dues."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from registry.admission import dues_choices, evidence, information, queries
from registry.admission.answers import answered
from registry.admission.schemas import (
    AnswerIn,
    ApplicationOut,
    DuesClassIn,
    EvidenceIn,
    EvidenceOut,
    ReviewRequestIn,
)
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["admission"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.post(
    "/applications/{application_id}/dues-class",
    status_code=201,
    description=getdoc(dues_choices.set_dues_class),
)
async def set_dues_class(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: DuesClassIn,
) -> ApplicationOut:
    await dues_choices.set_dues_class(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/review",
    status_code=201,
    description=getdoc(information.start_review),
)
async def start_review(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
) -> ApplicationOut:
    await information.start_review(
        session,
        clock,
        application_id=application_id,
        version=version,
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/information-requests",
    status_code=201,
    description=getdoc(information.request_information),
)
async def request_information(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: ReviewRequestIn,
) -> ApplicationOut:
    await information.request_information(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/information-requests/{request_id}/answer",
    status_code=201,
    description=getdoc(information.answer_request),
)
async def answer_request(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    request_id: UUID,
    body: AnswerIn,
) -> ApplicationOut:
    await information.answer_request(
        session,
        clock,
        application_id=application_id,
        request_id=request_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)


@router.post(
    "/applications/{application_id}/information-requests/{request_id}/withdrawal",
    status_code=201,
    description=getdoc(information.take_back_request),
)
async def take_back_request(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    request_id: UUID,
) -> ApplicationOut:
    await information.take_back_request(
        session,
        clock,
        application_id=application_id,
        request_id=request_id,
        version=version,
        by=caller,
    )
    return await answered(session, response, application_id)


@router.get("/applications/{application_id}/evidence", description=getdoc(queries.list_evidence))
async def list_evidence(
    session: Session, caller: Reader, paging: Pages, application_id: UUID
) -> Page[EvidenceOut]:
    return await queries.list_evidence(
        session, application_id=application_id, paging=paging, by=caller
    )


@router.post(
    "/applications/{application_id}/evidence",
    status_code=201,
    description=getdoc(evidence.add_evidence),
)
async def add_evidence(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: EvidenceIn,
) -> EvidenceOut:
    shown = await evidence.add_evidence(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    await answered(session, response, application_id)
    return EvidenceOut.model_validate(shown)


@router.post(
    "/applications/{application_id}/evidence/{evidence_id}/withdrawal",
    status_code=201,
    description=getdoc(evidence.withdraw_evidence),
)
async def withdraw_evidence(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    evidence_id: UUID,
) -> EvidenceOut:
    shown = await evidence.withdraw_evidence(
        session,
        clock,
        application_id=application_id,
        evidence_id=evidence_id,
        version=version,
        by=caller,
    )
    await answered(session, response, application_id)
    return EvidenceOut.model_validate(shown)
