"""Finding competences, and holding them for whoever changes them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.competences.errors import CompetenceNotFound
from registry.competences.orm import Competence
from shared.rows import locked_row


async def locked_competence(session: AsyncSession, competence_id: UUID) -> Competence:
    """Return the competence, locked until the transaction ends; raise `CompetenceNotFound`."""
    competence = await locked_row(session, Competence, competence_id)
    if competence is None:
        raise CompetenceNotFound("No competence has this id")
    return competence
