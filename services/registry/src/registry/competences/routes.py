"""Competences over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from registry.competences import queries, use_cases
from registry.competences.schemas import CompetenceIn, CompetenceOut
from shared.callers import Caller
from shared.http.callers import require
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["competences"])
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get(
    "/organisations/{organisation_id}/competences", description=getdoc(queries.competences_of)
)
async def list_competences(
    session: Session, paging: Pages, organisation_id: UUID
) -> Page[CompetenceOut]:
    return await queries.competences_of(session, organisation_id=organisation_id, paging=paging)


@router.post(
    "/organisations/{organisation_id}/competences",
    status_code=201,
    description=getdoc(use_cases.declare_competence),
)
async def declare_competence(
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    organisation_id: UUID,
    body: CompetenceIn,
) -> CompetenceOut:
    competence = await use_cases.declare_competence(
        session, clock, details=body.details(organisation_id), by=caller
    )
    return CompetenceOut.model_validate(competence)


@router.delete(
    "/competences/{competence_id}",
    status_code=204,
    description=getdoc(use_cases.withdraw_competence),
)
async def withdraw_competence(
    session: Session, clock: BusinessClock, caller: Writer, competence_id: UUID
) -> None:
    await use_cases.withdraw_competence(session, clock, competence_id=competence_id, by=caller)
