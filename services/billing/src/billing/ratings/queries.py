"""Reads of ratings, and the preview that computes one without keeping it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.fields import MAX_NET_CENTS
from billing.amounts.rules import percent_text
from billing.callers import acts_for, is_manager
from billing.days import riga_day
from billing.loyalty.rules import ConfirmedOrder
from billing.orders.errors import OrderNotFound
from billing.orders.orm import Order
from billing.organisations.errors import OrganisationNotFound
from billing.organisations.repository import party, tax_party_of
from billing.ratings.errors import AmountTooLarge, OrderNotRated
from billing.ratings.lines import lines_for_client
from billing.ratings.orm import Rating
from billing.ratings.repository import basis_of
from billing.ratings.schemas import PricePreviewOut, RatingLineOut, RatingOut, VatPreviewOut
from billing.taxes.repository import tax_law
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.money import Money


async def rating_of_order(session: AsyncSession, *, by: Caller, order_id: UUID) -> RatingOut:
    """How an order's fee and discount were computed, line by line.

    For the order's client and provider and for the manager; for others it does not exist
    (`order_unknown`). `order_not_rated`: it waits for a party to be announced.
    """
    order = await session.get(Order, order_id)
    if order is None or not acts_for(by, order.client_id, order.provider_id):
        raise OrderNotFound("There is no such order")
    rating = await session.get(Rating, order_id)
    if rating is None:
        raise OrderNotRated("The order waits for one of its parties to be announced")
    inside = _sees_fee(by, order.provider_id)
    lines = rating.steps if inside else lines_for_client(rating.steps)
    return RatingOut(
        order_id=order_id,
        version=rating.version,
        net=Money.of(order.net_cents),
        fee=Money.of(rating.fee_cents) if inside else None,
        discount=Money.of(rating.discount_cents),
        cluster_share=Money.of(rating.cluster_share_cents) if inside else None,
        provider_share=Money.of(rating.provider_share_cents),
        payable=Money.of(order.net_cents - rating.discount_cents),
        rated_at=rating.rated_at,
        lines=[RatingLineOut.model_validate(line) for line in lines],
    )


async def preview_price(
    session: AsyncSession,
    clock: Clock,
    *,
    by: Caller,
    client_id: UUID,
    provider_id: UUID,
    net_cents: int,
) -> PricePreviewOut:
    """What an order would cost if it were confirmed now, line by line, with the client's VAT.

    For the client or the provider named, and for the manager: whether a client is loyal is
    nobody else's business (`organisation_unknown`).
    """
    basis = await basis_of(session, client_id, [provider_id])
    if not {client_id, provider_id} <= basis.known or not acts_for(by, client_id, provider_id):
        raise OrganisationNotFound("One of the organisations is not known here")
    if net_cents > MAX_NET_CENTS:
        raise AmountTooLarge("The price is beyond what can be invoiced", pointer="/net/amount")
    now = clock.now()
    order = ConfirmedOrder(new_id(), new_id(), now)
    pricing = basis.price(order, provider_id=provider_id, net_cents=net_cents)
    if pricing is None:
        raise OrderNotRated("No fee schedule is in force")
    vat = await _vat(session, client_id, provider_id, pricing.payable_cents, on=now)
    inside, figures = _sees_fee(by, provider_id), pricing.figures
    lines = pricing.lines if inside else lines_for_client(pricing.lines)
    return PricePreviewOut(
        net=Money.of(net_cents),
        fee=Money.of(figures.fee_cents) if inside else None,
        discount=Money.of(figures.discount_cents),
        cluster_share=Money.of(figures.cluster_share_cents) if inside else None,
        provider_share=Money.of(figures.provider_share_cents),
        payable=Money.of(pricing.payable_cents),
        vat=vat,
        gross=Money.of(pricing.payable_cents + vat.amount.cents) if vat else None,
        lines=[RatingLineOut.model_validate(line) for line in lines],
    )


async def _vat(
    session: AsyncSession, client_id: UUID, provider_id: UUID, taxable_cents: int, *, on: datetime
) -> VatPreviewOut | None:
    law = await tax_law(session)
    treatment = law.treatment(
        seller=tax_party_of(await party(session, provider_id)),
        buyer=tax_party_of(await party(session, client_id)),
        on=riga_day(on),
    )
    if treatment is None:
        return None
    reason = treatment.exemption_reason
    return VatPreviewOut(
        category=treatment.category,
        rate=percent_text(treatment.rate_ppm),
        amount=Money.of(treatment.vat_of(taxable_cents)),
        reason=dict(reason) if reason else None,
    )


def _sees_fee(by: Caller, provider_id: UUID) -> bool:
    return is_manager(by) or by.organisation_id == provider_id
