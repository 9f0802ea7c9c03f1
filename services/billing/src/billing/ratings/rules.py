"""Rating an order: the intermediation fee and the loyalty discount, explained.

Rounding happens at two stated places, both ROUND_HALF_UP to whole cents: the fee
(net x rate) and the discount (net x rate). The discount's shares are divided by
the largest remainder, so they always add up to the discount.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.amounts.rules import euros_text, percent_text, share_of, split
from billing.days import riga_text
from billing.fees.rules import FeeRates, Membership, was_member
from billing.loyalty.rules import ConfirmedOrder, LoyaltyTerms, Purchases

CLUSTER, PROVIDER = "cluster", "provider"


@dataclass(frozen=True)
class Line:
    """One step in words (lv, en) and arithmetic; `amount_cents` in EUR cents."""

    code: str
    text: dict[str, str]
    arithmetic: str
    amount_cents: int


@dataclass(frozen=True)
class Pricing:
    """What one order costs; all amounts in EUR cents, before VAT."""

    net_cents: int
    fee_cents: int
    discount_cents: int
    cluster_share_cents: int
    provider_share_cents: int
    payable_cents: int
    member: bool
    purchase: int
    lines: tuple[Line, ...]


def rate_order(
    *,
    net_cents: int,
    order: ConfirmedOrder,
    purchases: Purchases,
    provider_periods: Sequence[Membership],
    schedule: FeeRates,
    programme: LoyaltyTerms | None,
) -> Pricing:
    """Rate one confirmed order with the schedule and the programme of its confirmation.

    `purchases` are all of its client. The fee is taken of the net price before the discount:
    the intermediation was the same work, whatever the client is granted afterwards. An order
    between related parties gets no discount and is purchase number 0.
    """
    member = was_member(provider_periods, order.confirmed_at)
    rate = schedule.member_rate_ppm if member else schedule.non_member_rate_ppm
    fee = share_of(net_cents, rate)
    months = programme.window_months if programme else 0
    purchase = purchases.number(order, months)
    earned = (
        programme is not None and not order.related_parties and purchase >= programme.from_purchase
    )
    discount = share_of(net_cents, programme.discount_rate_ppm) if programme and earned else 0
    parts = (
        [(CLUSTER, programme.cluster_parts), (PROVIDER, programme.provider_parts)]
        if programme
        else [(CLUSTER, 1)]
    )
    shares = split(discount, parts)
    rated = Pricing(
        net_cents=net_cents,
        fee_cents=fee,
        discount_cents=discount,
        cluster_share_cents=shares[CLUSTER],
        provider_share_cents=shares.get(PROVIDER, 0),
        payable_cents=net_cents - discount,
        member=member,
        purchase=purchase,
        lines=(),
    )
    lines = (
        _net_line(rated),
        _fee_line(rated, rate, schedule, order.confirmed_at),
        *(_related_lines() if order.related_parties else _discount_lines(rated, programme)),
        _payable_line(rated),
    )
    return Pricing(**{**vars(rated), "lines": lines})


def line_of(lines: Sequence[Line], code: str) -> Line:
    """The step of that code; an amount that is charged or granted always has one."""
    return next(line for line in lines if line.code == code)


def lines_for_client(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The steps that are the client's business: the fee is between cluster and provider."""
    return tuple(line for line in lines if line.code not in {"fee", "cluster_share"})


def _net_line(rated: Pricing) -> Line:
    return Line(
        code="net",
        text={"lv": "Pasūtījuma cena bez PVN", "en": "The order's net price, without VAT"},
        arithmetic=euros_text(rated.net_cents),
        amount_cents=rated.net_cents,
    )


def _fee_line(rated: Pricing, rate: int, schedule: FeeRates, at: datetime) -> Line:
    percent, day, since = percent_text(rate), riga_text(at), riga_text(schedule.valid_from)
    who_lv = "bija klastera biedrs" if rated.member else "nebija klastera biedrs"
    who_en = "was a member" if rated.member else "was not a member"
    return Line(
        code="fee",
        text={
            "lv": f"Starpniecības maksa {percent} %: {day} pakalpojuma sniedzējs {who_lv}; "
            f"maksas likmes spēkā no {since}",
            "en": f"Intermediation fee {percent} %: on {day} the provider {who_en} of the "
            f"cluster; fee schedule in force from {since}",
        },
        arithmetic=f"{euros_text(rated.net_cents)} × {percent} % = {euros_text(rated.fee_cents)}",
        amount_cents=rated.fee_cents,
    )


def _related_lines() -> tuple[Line, ...]:
    text = {
        "lv": "Bez lojalitātes atlaides: klients un pakalpojuma sniedzējs ir saistītas personas; "
        "šāds pasūtījums lojalitātes programmā netiek skaitīts",
        "en": "No loyalty discount: the client and the provider are related parties; such an "
        "order does not count in the loyalty programme",
    }
    return (Line("no_discount", text, euros_text(0), 0),)


def _discount_lines(rated: Pricing, programme: LoyaltyTerms | None) -> tuple[Line, ...]:
    if programme is None:
        text = {"lv": "Lojalitātes programma nav spēkā", "en": "No loyalty programme is in force"}
        return (Line("no_discount", text, euros_text(0), 0),)
    months, needed = programme.window_months, programme.from_purchase
    if rated.purchase < needed:
        text = {
            "lv": (
                f"Bez lojalitātes atlaides: klienta {rated.purchase}. pirkums {months} mēnešos, "
                f"atlaide pienākas no {needed}. pirkuma"
            ),
            "en": (
                f"No loyalty discount: the client's purchase number {rated.purchase} within "
                f"{months} months, the discount begins with number {needed}"
            ),
        }
        return (Line("no_discount", text, euros_text(0), 0),)
    percent = percent_text(programme.discount_rate_ppm)
    whole = programme.cluster_parts + programme.provider_parts
    discount = Line(
        code="discount",
        text={
            "lv": f"Lojalitātes atlaide {percent} %: klienta {rated.purchase}. pirkums "
            f"{months} mēnešos",
            "en": f"Loyalty discount {percent} %: the client's purchase number {rated.purchase} "
            f"within {months} months",
        },
        arithmetic=f"{euros_text(rated.net_cents)} × {percent} % = "
        f"{euros_text(rated.discount_cents)}",
        amount_cents=-rated.discount_cents,
    )
    return (
        discount,
        Line(
            code="cluster_share",
            text={
                "lv": "Atlaides daļa, ko sedz klasteris (atskaitīta no starpniecības maksas)",
                "en": "Part of the discount borne by the cluster (taken off the fee)",
            },
            arithmetic=f"{euros_text(rated.discount_cents)} × {programme.cluster_parts}/{whole} = "
            f"{euros_text(rated.cluster_share_cents)}",
            amount_cents=rated.cluster_share_cents,
        ),
        Line(
            code="provider_share",
            text={
                "lv": "Atlaides daļa, ko sedz pakalpojuma sniedzējs (zemāka cena)",
                "en": "Part of the discount borne by the provider (a lower price)",
            },
            arithmetic=f"{euros_text(rated.discount_cents)} × {programme.provider_parts}/{whole} = "
            f"{euros_text(rated.provider_share_cents)}",
            amount_cents=rated.provider_share_cents,
        ),
    )


def _payable_line(rated: Pricing) -> Line:
    return Line(
        code="payable",
        text={"lv": "Klients maksā bez PVN", "en": "The client pays, before VAT"},
        arithmetic=f"{euros_text(rated.net_cents)} − {euros_text(rated.discount_cents)} = "
        f"{euros_text(rated.payable_cents)}",
        amount_cents=rated.payable_cents,
    )
