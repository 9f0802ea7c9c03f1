"""Finding requests to leave, and what their organisations have open."""

from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.orm import Invoice
from billing.invoices.repository import fee_missing, not_invoiced
from billing.invoices.rules import CLIENT
from billing.ledger.repository import credit_of
from billing.mandates.orm import Mandate
from billing.obligations.orm import Leaving
from billing.obligations.rules import MOST_LISTED, Obligation, Obligations
from billing.orders.orm import Order
from billing.organisations.orm import Organisation
from billing.ratings.orm import Rating


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


async def is_leaving(session: AsyncSession, organisation_id: UUID) -> bool:
    """Whether the organisation has asked to leave, and that is not over."""
    asked = exists().where(
        Leaving.organisation_id == organisation_id, Leaving.status == "requested"
    )
    return bool(await session.scalar(select(asked)))


async def obligations_of(session: AsyncSession, organisation_id: UUID) -> Obligations:
    """What the organisation has open here.

    Completed orders that are still to be invoiced: those whose fee it owes, and those of either
    side for which the provider's mandate stands; without one the provider invoices by itself, and
    nobody waits for us. Invoices that it has to pay; those that others owe it hold it not. A
    credit that the cluster owes it.
    """
    party = or_(Order.client_id == organisation_id, Order.provider_id == organisation_id)
    done = (party, Order.completed_at.is_not(None))
    mandated = exists().where(Mandate.provider_id == Order.provider_id, Mandate.ended_at.is_(None))
    to_invoice = (
        select(Order.id)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(
            *done,
            or_(
                and_(not_invoiced(CLIENT), mandated),
                and_(Order.provider_id == organisation_id, fee_missing()),
            ),
        )
    )
    unpaid = select(Invoice.id).where(
        Invoice.buyer_id == organisation_id, Invoice.paid_cents < Invoice.gross_cents
    )
    # All in one statement, and so of one moment: an order that is invoiced meanwhile is either.
    counts = select(
        select(func.count()).select_from(to_invoice.subquery()).scalar_subquery(),
        select(func.count()).select_from(unpaid.subquery()).scalar_subquery(),
        credit_of(organisation_id).scalar_subquery(),
        select(func.count()).select_from(Order).where(*done).scalar_subquery(),
    )
    orders, invoices, credit_cents, completed = (await session.execute(counts)).one()
    listed = [
        Obligation("to_invoice", one)
        for one in await session.scalars(to_invoice.order_by(Order.id).limit(MOST_LISTED))
    ]
    listed += [
        Obligation("invoice", one)
        for one in await session.scalars(unpaid.order_by(Invoice.id).limit(MOST_LISTED))
    ]
    if credit_cents > 0:
        listed.insert(0, Obligation("credit", organisation_id))
    return Obligations(
        listed=listed[:MOST_LISTED],
        count=orders + invoices + (credit_cents > 0),
        orders_completed=completed,
    )
