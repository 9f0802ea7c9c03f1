"""Finding requests to leave, and what their organisations have open."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids.orm import Bid, BidMember
from marketplace.obligations.orm import Leaving
from marketplace.obligations.rules import (
    MOST_LISTED,
    OPEN_ORDERS,
    OPEN_TENDERS,
    Obligation,
    Obligations,
)
from marketplace.orders.orm import Order
from marketplace.organisations.orm import Organisation
from marketplace.tenders.orm import Tender


async def leavings_to_answer(session: AsyncSession, leaving_id: UUID | None) -> list[Leaving]:
    """Lock the requests that stand and can be answered: one, or all that nobody else answers.

    Those of organisations of which the state without new obligations is here.
    """
    statement = (
        select(Leaving)
        .join(Organisation, Organisation.id == Leaving.organisation_id)
        .where(Leaving.status == "requested", Organisation.version >= Leaving.organisation_version)
        .order_by(Leaving.id)
        .with_for_update(of=Leaving, skip_locked=leaving_id is None)
        .execution_options(populate_existing=True)
    )
    if leaving_id is not None:
        statement = statement.where(Leaving.id == leaving_id)
    return list(await session.scalars(statement))


async def obligations_of(
    session: AsyncSession, organisation_id: UUID, *, now: datetime
) -> Obligations:
    """What the organisation has open: orders of both sides, own tenders, sealed bids.

    A bid counts for its lead and for partners that have confirmed, while it can be withdrawn: from
    the deadline on nobody can be held by a client that never opens it, and whoever leaves is not
    awarded.
    """
    party = or_(Order.client_id == organisation_id, Order.provider_id == organisation_id)
    in_orders = (party, Order.status.in_(OPEN_ORDERS))
    in_tenders = (Tender.client_id == organisation_id, Tender.status.in_(OPEN_TENDERS))
    orders = await session.scalars(
        select(Order.id).where(*in_orders).order_by(Order.id).limit(MOST_LISTED)
    )
    tenders = await session.scalars(
        select(Tender.id).where(*in_tenders).order_by(Tender.id).limit(MOST_LISTED)
    )
    listed = [Obligation("order", one) for one in orders]
    listed += [Obligation("tender", one) for one in tenders]
    sealed = (
        select(Bid.id)
        .join(BidMember, BidMember.bid_id == Bid.id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            BidMember.organisation_id == organisation_id,
            BidMember.live,
            BidMember.confirmed_at.is_not(None),
            Bid.status == "sealed",
            Tender.status == "published",
            Tender.deadline > now,
        )
    )
    counts = select(
        select(func.count()).select_from(Order).where(*in_orders).scalar_subquery(),
        select(func.count()).select_from(Tender).where(*in_tenders).scalar_subquery(),
        sealed.exists(),
        select(func.count())
        .select_from(Order)
        .where(party, Order.status == "completed")
        .scalar_subquery(),
    )
    open_orders, open_tenders, sealed_bids, completed = (await session.execute(counts)).one()
    return Obligations(
        listed=listed[:MOST_LISTED],
        count=open_orders + open_tenders,
        sealed_bids=sealed_bids,
        orders_completed=completed,
    )
