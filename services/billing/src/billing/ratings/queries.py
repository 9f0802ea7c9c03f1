"""Reads of ratings, and the preview that computes one without keeping it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.rules import percent_text
from billing.amounts.schemas import MAX_NET_CENTS
from billing.callers import acts_for, is_manager
from billing.days import riga_day
from billing.errors import AmountTooLarge, OrderNotRated, OrderUnknown, OrganisationUnknown
from billing.fees.queries import fee_schedules
from billing.fees.rules import schedule_at
from billing.loyalty.queries import loyalty_programmes
from billing.loyalty.rules import ConfirmedOrder, programme_at
from billing.orders.orm import Order
from billing.orders.queries import purchases_of
from billing.organisations.orm import Organisation
from billing.organisations.queries import membership_periods, party_of, tax_party_of
from billing.ratings.orm import Rating
from billing.ratings.rules import Line, Pricing, lines_for_client, rate_order
from billing.ratings.schemas import (
    PricePreviewIn,
    PricePreviewOut,
    RatingLineOut,
    RatingOut,
    VatPreviewOut,
)
from billing.taxes.queries import tax_law
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.money import Money, SignedMoney


async def rating_of_order(session: AsyncSession, *, caller: Caller, order_id: UUID) -> RatingOut:
    """How an order's fee and discount were computed, line by line.

    For the order's client and provider and for the manager; for others it does not exist
    (`order_unknown`). `order_not_rated`: it waits for a party to be announced.
    """
    order = await session.get(Order, order_id)
    if order is None or not acts_for(caller, order.client_id, order.provider_id):
        raise OrderUnknown("There is no such order")
    row = await session.get(Rating, order_id)
    if row is None:
        raise OrderNotRated("The order waits for one of its parties to be announced")
    lines = [Line(**line) for line in row.lines]
    inside = _sees_fee(caller, order.provider_id)
    return RatingOut(
        order_id=order_id,
        version=row.version,
        net=Money.of(order.net_cents),
        fee=Money.of(row.fee_cents) if inside else None,
        discount=Money.of(row.discount_cents),
        cluster_share=Money.of(row.cluster_share_cents) if inside else None,
        provider_share=Money.of(row.provider_share_cents),
        payable=Money.of(order.net_cents - row.discount_cents),
        rated_at=row.rated_at,
        lines=_shown(lines if inside else lines_for_client(lines)),
    )


async def preview_price(
    session: AsyncSession, clock: Clock, *, caller: Caller, wish: PricePreviewIn
) -> PricePreviewOut:
    """What an order would cost if it were confirmed now, line by line, with the client's VAT.

    For the client or the provider named, and for the manager: whether a client is loyal is
    nobody else's business (`organisation_unknown`).
    """
    parties = {
        row.id: row
        for row in await session.scalars(
            select(Organisation).where(Organisation.id.in_([wish.client_id, wish.provider_id]))
        )
    }
    known = {wish.client_id, wish.provider_id} <= parties.keys()
    if not known or not acts_for(caller, wish.client_id, wish.provider_id):
        raise OrganisationUnknown("One of the organisations is not known here")
    if wish.net.cents > MAX_NET_CENTS:
        raise AmountTooLarge("The price is beyond what can be invoiced", pointer="/net/amount")
    now = clock.now()
    schedule = schedule_at(await fee_schedules(session), now)
    if schedule is None:
        raise OrderNotRated("No fee schedule is in force")
    periods = await membership_periods(session, {wish.provider_id})
    rating = rate_order(
        net_cents=wish.net.cents,
        order=ConfirmedOrder(new_id(), new_id(), now),
        purchases=await purchases_of(session, wish.client_id),
        provider_periods=periods.get(wish.provider_id, []),
        schedule=schedule,
        programme=programme_at(await loyalty_programmes(session), now),
    )
    treatment = (await tax_law(session)).treatment(
        seller=tax_party_of(party_of(parties[wish.provider_id])),
        buyer=tax_party_of(party_of(parties[wish.client_id])),
        on=riga_day(now),
    )
    vat = None
    if treatment is not None:
        reason = treatment.exemption_reason
        vat = VatPreviewOut(
            category=treatment.category,
            rate=percent_text(treatment.rate_ppm),
            amount=Money.of(treatment.vat_of(rating.payable_cents)),
            reason=dict(reason) if reason else None,
        )
    gross = Money.of(rating.payable_cents + vat.amount.cents) if vat else None
    return _preview(rating, vat, gross, inside=_sees_fee(caller, wish.provider_id))


def _preview(
    rating: Pricing, vat: VatPreviewOut | None, gross: Money | None, *, inside: bool
) -> PricePreviewOut:
    return PricePreviewOut(
        net=Money.of(rating.net_cents),
        fee=Money.of(rating.fee_cents) if inside else None,
        discount=Money.of(rating.discount_cents),
        cluster_share=Money.of(rating.cluster_share_cents) if inside else None,
        provider_share=Money.of(rating.provider_share_cents),
        payable=Money.of(rating.payable_cents),
        vat=vat,
        gross=gross,
        lines=_shown(rating.lines if inside else lines_for_client(rating.lines)),
    )


def _sees_fee(caller: Caller, provider_id: UUID) -> bool:
    return is_manager(caller) or caller.organisation_id == provider_id


def _shown(lines: Sequence[Line]) -> list[RatingLineOut]:
    return [
        RatingLineOut(
            code=line.code,
            text=line.text,
            arithmetic=line.arithmetic,
            amount=SignedMoney.of(line.amount_cents),
        )
        for line in lines
    ]
