"""Asking the copy of affiliations which organisations are related.

An affiliation may arrive late, after a bid or an order was made. Nothing is undone then: what
protects is that each later step (confirmation, award, order, review) asks again. Whether a tie
is older than the award is told then by when it began, not by when it arrived.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from marketplace.affiliations.orm import Affiliation, RelatedPartiesWindow
from marketplace.affiliations.rules import (
    Tie,
    Window,
    held_after_award,
    related,
    window_opens,
)


async def related_among(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    others: Collection[UUID],
    now: datetime,
    awarded_at: datetime | None = None,
) -> set[UUID]:
    """Return those of `others` that are related to the organisation at `now`.

    An organisation is not related to itself here: what it may not do with itself has its own
    rules. With `awarded_at` the organisation is the client of an order of that moment, the others
    take part in it, and only ties that are held after an award count. Reads by index the people
    of the one organisation and where else they are.
    """
    wanted = set(others) - {organisation_id}
    if not wanted:
        return set()
    own, other = aliased(Affiliation), aliased(Affiliation)
    rows = await session.execute(
        select(other.organisation_id, own.since, own.until, other.since, other.until)
        .join(other, other.person == own.person)
        .where(own.organisation_id == organisation_id, other.organisation_id.in_(wanted))
    )
    ties: dict[UUID, list[Tie]] = defaultdict(list)
    for other_id, own_since, own_until, other_since, other_until in rows:
        if awarded_at is None or held_after_award(
            client_since=own_since, provider_since=other_since, awarded_at=awarded_at
        ):
            ties[other_id].append(Tie(own_until, other_until))
    if not ties:
        return set()
    opens = window_opens(await _windows(session), now)
    return {other_id for other_id, found in ties.items() if related(found, opens=opens)}


async def _windows(session: AsyncSession) -> list[Window]:
    columns = (RelatedPartiesWindow.valid_from, RelatedPartiesWindow.months)
    return [Window(*row) for row in await session.execute(select(*columns))]
