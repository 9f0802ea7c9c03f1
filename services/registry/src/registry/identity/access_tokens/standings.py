"""What a person is to which organisations, as delegated right now."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.rules import Standing
from registry.offices.orm import Delegation


async def standings_of(
    session: AsyncSession, account_id: UUID, *, for_a_token: bool = False
) -> list[Standing]:
    """The person's standings, the oldest at the front.

    `for_a_token` holds them until the transaction ends: a dismissal then comes either before the
    token, which does not have the role, or after it, and revokes it.
    """
    statement = (
        select(Delegation.organisation_id, Delegation.office)
        .where(Delegation.account_id == account_id)
        .order_by(Delegation.created_at, Delegation.organisation_id)
    )
    rows = await session.execute(statement.with_for_update(read=True) if for_a_token else statement)
    offices: dict[UUID, set[str]] = {}
    for organisation_id, office in rows:
        offices.setdefault(organisation_id, set()).add(office)
    return [Standing(organisation_id, frozenset(held)) for organisation_id, held in offices.items()]
