"""Whose interests are at stake: ties between who decides and the candidate."""

from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.orm import DeclaredConflict
from registry.admission.policies import policy_at
from registry.admission.rules import months_before
from registry.delegations.orm import Affiliation
from shared.clocks import Clock


async def is_tied(
    session: AsyncSession, clock: Clock, *, account_id: UUID, organisation_id: UUID
) -> bool:
    """Whether the person holds any office in the organisation, or did within the policy's months.

    Stepping down a second before a decision therefore changes nothing.
    """
    now = clock.now()
    opens = months_before(now, policy_at(now).conflict_months)
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Affiliation.organisation_id == organisation_id,
                    Affiliation.account_id == account_id,
                    or_(Affiliation.until.is_(None), Affiliation.until > opens),
                )
            )
        )
    )


async def has_declared(session: AsyncSession, *, account_id: UUID, application_id: UUID) -> bool:
    """Whether the person has said of itself that it is not impartial here."""
    return await session.get(DeclaredConflict, (application_id, account_id)) is not None
