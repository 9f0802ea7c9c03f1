"""Rating an order: the intermediation fee and the loyalty discount, explained.

Rounding happens at two stated places, both ROUND_HALF_UP to whole cents: the fee
(net x rate) and the discount (net x rate). The discount's shares are divided by
the largest remainder, so they always add up to the discount.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from billing.amounts.rules import share_of, split
from billing.fees.rules import FeeRates, Membership, was_member
from billing.loyalty.rules import ConfirmedOrder, LoyaltyTerms, Purchases
from billing.ratings import lines as steps
from billing.ratings.lines import Line

CLUSTER, PROVIDER = "cluster", "provider"


@dataclass(frozen=True)
class Figures:
    """What a rating says in numbers: rates in millionths, amounts in EUR cents before VAT.

    From the rule over the stored rating to the invoice this is one value; what is to be
    announced is decided by comparing two of them.
    """

    fee_rate_ppm: int
    discount_rate_ppm: int
    """0 where no cent of discount is granted."""
    fee_cents: int
    discount_cents: int
    cluster_share_cents: int
    provider_share_cents: int


@dataclass(frozen=True)
class Pricing:
    """What one order of `net_cents` costs beyond its price, by which dated rows, and why."""

    net_cents: int
    figures: Figures
    fee_schedule_id: UUID
    programme_id: UUID | None
    purchase: int
    lines: tuple[Line, ...]

    @property
    def payable_cents(self) -> int:
        """What the client pays, before VAT."""
        return self.net_cents - self.figures.discount_cents


def rate_order(
    *,
    net_cents: int,
    order: ConfirmedOrder,
    purchases: Purchases,
    memberships: Sequence[Membership],
    schedule: FeeRates,
    programme: LoyaltyTerms | None,
) -> Pricing:
    """Rate one confirmed order with the schedule and the programme of its confirmation.

    `purchases` are all of its client, `memberships` those of its provider. The fee is taken of
    the net price before the discount: the intermediation was the same work, whatever the client
    is granted afterwards. An order between related parties gets no discount and is purchase
    number 0.
    """
    member = was_member(memberships, order.confirmed_at)
    purchase = purchases.number(order, programme.window_months if programme else 0)
    earned = not order.related_parties and (
        programme is not None and purchase >= programme.from_purchase
    )
    figures = _figures(
        net_cents, schedule.rate_ppm(member=member), granted=programme if earned else None
    )
    return Pricing(
        net_cents=net_cents,
        figures=figures,
        fee_schedule_id=schedule.id,
        programme_id=programme.id if programme else None,
        purchase=purchase,
        lines=(
            steps.net_line(net_cents),
            steps.fee_line(
                net_cents,
                figures.fee_cents,
                schedule=schedule,
                member=member,
                confirmed_at=order.confirmed_at,
            ),
            *_discount_lines(net_cents, figures, order, purchase, programme),
            steps.payable_line(net_cents, figures.discount_cents),
        ),
    )


def _figures(net_cents: int, fee_rate_ppm: int, *, granted: LoyaltyTerms | None) -> Figures:
    discount = share_of(net_cents, granted.discount_rate_ppm) if granted else 0
    shares = (
        split(discount, [(CLUSTER, granted.cluster_parts), (PROVIDER, granted.provider_parts)])
        if granted
        else {CLUSTER: 0, PROVIDER: 0}
    )
    return Figures(
        fee_rate_ppm=fee_rate_ppm,
        discount_rate_ppm=granted.discount_rate_ppm if granted and discount else 0,
        fee_cents=share_of(net_cents, fee_rate_ppm),
        discount_cents=discount,
        cluster_share_cents=shares[CLUSTER],
        provider_share_cents=shares[PROVIDER],
    )


def _discount_lines(
    net_cents: int,
    figures: Figures,
    order: ConfirmedOrder,
    purchase: int,
    programme: LoyaltyTerms | None,
) -> tuple[Line, ...]:
    """The discount and who bears it, or why there is none."""
    if order.related_parties:
        return (steps.between_related_parties(),)
    if programme is None:
        return (steps.without_programme(),)
    if purchase < programme.from_purchase:
        return (steps.too_few_purchases(purchase, programme),)
    discount = figures.discount_cents
    return (
        steps.discount_line(net_cents, discount, purchase=purchase, programme=programme),
        *steps.share_lines(
            discount,
            cluster_cents=figures.cluster_share_cents,
            provider_cents=figures.provider_share_cents,
            programme=programme,
        ),
    )
