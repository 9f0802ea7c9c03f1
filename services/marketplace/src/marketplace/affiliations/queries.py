"""Asking the copy of affiliations which organisations are related.

An affiliation may arrive late, after a bid or an order was made. Nothing is undone then: what
protects is that each later step (confirmation, award, order, review) asks again.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from marketplace.affiliations.orm import Affiliation, RelatedPartiesWindow
from marketplace.affiliations.rules import Tie, Window, related, window_opens


async def related_among(
    session: AsyncSession, *, organisation_id: UUID, others: Collection[UUID], now: datetime
) -> set[UUID]:
    """Return those of `others` that are related to the organisation at `now`.

    An organisation is not related to itself here: what it may not do with itself has its own
    rules. Reads by index the people of the one organisation and where else they are.
    """
    wanted = set(others) - {organisation_id}
    if not wanted:
        return set()
    own, other = aliased(Affiliation), aliased(Affiliation)
    rows = await session.execute(
        select(other.organisation_id, own.until, other.until)
        .join(other, other.person == own.person)
        .where(own.organisation_id == organisation_id, other.organisation_id.in_(wanted))
    )
    ties: dict[UUID, list[Tie]] = defaultdict(list)
    for other_id, own_until, other_until in rows:
        ties[other_id].append(Tie(own_until, other_until))
    if not ties:
        return set()
    opens = window_opens(await _windows(session), now)
    return {other_id for other_id, found in ties.items() if related(found, opens=opens)}


async def _windows(session: AsyncSession) -> list[Window]:
    columns = (RelatedPartiesWindow.valid_from, RelatedPartiesWindow.months)
    return [Window(*row) for row in await session.execute(select(*columns))]
