"""Keeping our copy of the registry's organisations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.rules import Membership
from billing.locks import lock_party
from billing.organisations.orm import MembershipPeriod, Organisation
from billing.organisations.readers import OrganisationRead
from billing.organisations.repository import memberships_of
from billing.organisations.rules import MEMBER_RATE, PartyChange, periods_after


async def keep_organisation(
    session: AsyncSession, state: OrganisationRead, *, announced_at: datetime
) -> PartyChange | None:
    """Store a newer state of an organisation, and say what of it matters to ratings.

    None: an older or equal version, which is ignored, or nothing but a name, an address or the
    like. An admission opens a period of membership at `member_since`; a state that is no
    membership any more, or has no member rate, ends it at `announced_at` (on the business clock),
    since the fact itself names no end. Holds the organisation's lock until the transaction ends.
    """
    await lock_party(session, state.id)
    row = await session.get(Organisation, state.id)
    if row is not None and row.version >= state.version:
        return None
    before = (await memberships_of(session, [state.id])).get(state.id, [])
    after = periods_after(
        before,
        membership=state.membership,
        since=state.member_since,
        announced_at=announced_at,
        member_rate=state.may is None or MEMBER_RATE in state.may,
    )
    is_new = row is None
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
    row.standing = state.standing
    row.may = state.may
    row.member_until = state.member_until
    await session.flush()
    await _keep_periods(session, state.id, after)
    if not is_new and sorted(before, key=_since) == sorted(after, key=_since):
        return None
    return PartyChange(state.id, is_new, before, after)


def _since(period: Membership) -> datetime:
    return period.since


async def _keep_periods(
    session: AsyncSession, organisation_id: UUID, periods: Sequence[Membership]
) -> None:
    rows = await session.scalars(
        select(MembershipPeriod).where(MembershipPeriod.organisation_id == organisation_id)
    )
    wanted = {period.since: period.until for period in periods}
    for row in rows:
        if row.since in wanted:
            row.until = wanted.pop(row.since)
        else:
            await session.delete(row)
    # The old beginning has to go first: only one period may be open.
    await session.flush()
    session.add_all(
        MembershipPeriod(organisation_id=organisation_id, since=since, until=until)
        for since, until in wanted.items()
    )
    await session.flush()
