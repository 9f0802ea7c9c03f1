"""Declaring and withdrawing competences."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.competences.events import CompetenceDeclared, CompetenceWithdrawn, state_of
from registry.competences.orm import Competence
from registry.competences.repository import locked_competence
from registry.competences.rules import CompetenceDetails, check_place, check_withdrawal
from registry.delegations.authorisation import check_acts_for
from registry.organisations.repository import hold_organisation
from registry.permissions import OPENED_BY
from registry.taxonomy.catalogue import roles_by_stage
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce


async def declare_competences(
    session: AsyncSession, clock: Clock, *, entries: Sequence[CompetenceDetails]
) -> list[Competence]:
    """Declare competences of known organisations and announce `competence.declared` for each.

    All or none; who may is the caller's affair. Raises `UnknownStage` and `RoleOutsideStages`.
    """
    competences = [_declared(details, clock=clock) for details in entries]
    session.add_all(competences)
    await session.flush()
    for competence in competences:
        await announce(session, state_of(competence, CompetenceDeclared))
    return competences


async def declare_competence(
    session: AsyncSession, clock: Clock, *, details: CompetenceDetails, by: Caller
) -> Competence:
    """Declare what an organisation can do: its administrators and sellers may, and the manager.

    The role is one of the stage's in the taxonomy. Announces `competence.declared`. Raises
    `EntryClosed`.
    """
    await hold_organisation(session, details.organisation_id)
    await check_acts_for(
        session,
        organisation_id=details.organisation_id,
        by=by,
        roles=OPENED_BY["declare_competence"],
    )
    (competence,) = await declare_competences(session, clock, entries=[details])
    return competence


async def withdraw_competence(
    session: AsyncSession, clock: Clock, *, competence_id: UUID, by: Caller
) -> None:
    """Withdraw a competence: the organisation's administrators and sellers may, and the manager.

    It stays on record and is no longer shown. Announces `competence.withdrawn`.
    """
    competence = await locked_competence(session, competence_id)
    await check_acts_for(
        session,
        organisation_id=competence.organisation_id,
        by=by,
        roles=OPENED_BY["withdraw_competence"],
    )
    check_withdrawal(status=competence.status)
    competence.status = "withdrawn"
    competence.withdrawn_at = clock.now()
    competence.version += 1
    await announce(session, state_of(competence, CompetenceWithdrawn))


def _declared(details: CompetenceDetails, *, clock: Clock) -> Competence:
    check_place(details, taxonomy=roles_by_stage())
    return Competence(
        id=new_id(),
        version=1,
        organisation_id=details.organisation_id,
        stage=details.stage,
        role=details.role,
        title=dict(details.title),
        description=dict(details.description),
        languages=list(details.languages),
        status="declared",
        declared_at=clock.now(),
    )
