"""Keeping our copy of the registry's organisations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.rules import MembershipPeriod, was_member
from billing.locks import lock_clients, lock_party
from billing.orders.orm import Order
from billing.organisations.orm import MembershipPeriodRow, Organisation
from billing.organisations.queries import membership_periods
from billing.organisations.readers import OrganisationRead
from billing.organisations.rules import periods_after
from billing.ratings.use_cases import OPEN, rate_orders


async def receive_organisation(
    session: AsyncSession, state: OrganisationRead, *, announced_at: datetime
) -> None:
    """Store a newer state of an organisation, then rate the open orders that it touches.

    Those are all of an organisation that was unknown, and those that it provides and whose
    confirmation its membership covers now and did not before, or the reverse; a new address
    or e-mail touches none. An older or equal version is ignored. An admission opens a period
    of membership at `member_since`; a state that is no membership any more ends it at
    `announced_at` (on the business clock), since the fact itself names no end.
    """
    await lock_party(session, state.id)
    row = await session.get(Organisation, state.id)
    if row is not None and row.version >= state.version:
        return
    periods = (await membership_periods(session, {state.id})).get(state.id, [])
    followed = periods_after(
        periods,
        membership=state.membership,
        since=state.member_since,
        announced_at=announced_at,
    )
    touched = await _touched(session, state.id, row is None, periods, followed)
    # Before the first row is written: invoicing holds the clients while it locks the provider.
    await lock_clients(session, touched.values())
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
    await _keep_periods(session, state.id, followed)
    await rate_orders(session, touched)


async def _touched(
    session: AsyncSession,
    organisation_id: UUID,
    is_new: bool,
    before: Sequence[MembershipPeriod],
    after: Sequence[MembershipPeriod],
) -> dict[UUID, UUID]:
    """The open orders that the organisation's new state may rate otherwise, and their clients."""
    if not is_new and sorted(before, key=_since) == sorted(after, key=_since):
        return {}
    party = Order.provider_id == organisation_id
    if is_new:
        party = or_(party, Order.client_id == organisation_id)
    rows = await session.execute(
        select(Order.id, Order.client_id, Order.confirmed_at).where(party, OPEN)
    )
    return {
        order_id: client_id
        for order_id, client_id, at in rows
        if is_new or was_member(before, at) != was_member(after, at)
    }


def _since(period: MembershipPeriod) -> datetime:
    return period.since


async def _keep_periods(
    session: AsyncSession, organisation_id: UUID, periods: Sequence[MembershipPeriod]
) -> None:
    rows = await session.scalars(
        select(MembershipPeriodRow).where(MembershipPeriodRow.organisation_id == organisation_id)
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
        MembershipPeriodRow(organisation_id=organisation_id, since=since, until=until)
        for since, until in wanted.items()
    )
    await session.flush()
