"""Keeping our copy of the registry's organisations."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.locks import lock_for_rating
from billing.organisations.orm import MembershipPeriodRow, Organisation
from billing.organisations.readers import OrganisationRead
from billing.ratings.use_cases import rate_orders_touching


async def receive_organisation(
    session: AsyncSession, state: OrganisationRead, *, announced_at: datetime
) -> None:
    """Store a newer state of an organisation, then rate what it touches.

    An older or equal version is ignored. An admission opens a period of membership at
    `member_since`; a state that is no membership any more ends it at `announced_at` (on the
    business clock), since the fact itself names no end.
    """
    await lock_for_rating(session)
    row = await session.get(Organisation, state.id)
    if row is not None and row.version >= state.version:
        return
    if row is None:
        row = Organisation(id=state.id)
        session.add(row)
    row.version = state.version
    row.name = state.name
    row.country = state.country
    row.registration_number = state.registration_number
    row.vat_number = state.vat_number
    row.street = state.address.street
    row.city = state.address.city
    row.postal_code = state.address.postal_code
    row.email = state.email
    await session.flush()
    await _follow_membership(session, state, announced_at)
    await rate_orders_touching(session, state.id)


async def _follow_membership(
    session: AsyncSession, state: OrganisationRead, announced_at: datetime
) -> None:
    rows = await session.scalars(
        select(MembershipPeriodRow).where(
            MembershipPeriodRow.organisation_id == state.id, MembershipPeriodRow.until.is_(None)
        )
    )
    running = rows.one_or_none()
    since = state.member_since
    if state.membership == "member":
        since = since or announced_at
        if running is None:
            session.add(MembershipPeriodRow(organisation_id=state.id, since=since))
        elif running.since != since:
            # The registry corrected the beginning: the key changes, the period stays one.
            await session.delete(running)
            await session.flush()
            session.add(MembershipPeriodRow(organisation_id=state.id, since=since))
    elif running is not None:
        running.until = max(announced_at, running.since + timedelta(microseconds=1))
    elif state.membership == "former" and since is not None and since < announced_at:
        # The admission itself never reached us; its end carries its beginning.
        known = await session.get(MembershipPeriodRow, (state.id, since))
        if known is None:
            session.add(
                MembershipPeriodRow(organisation_id=state.id, since=since, until=announced_at)
            )
    await session.flush()
