"""The explanation of a rating: its steps in words (lv, en) and in arithmetic.

It is written once, when the order is rated; whoever shows the rating, an invoice too, shows
these lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.amounts.rules import euros_text, percent_text
from billing.days import riga_text
from billing.fees.rules import FeeRates
from billing.loyalty.rules import LoyaltyTerms


@dataclass(frozen=True)
class Line:
    """One step in words (lv, en) and arithmetic; `amount_cents` in EUR cents."""

    code: str
    text: dict[str, str]
    arithmetic: str
    amount_cents: int


def line_of(lines: Sequence[Line], code: str) -> Line:
    """The step of that code; an amount that is charged or granted always has one."""
    return next(line for line in lines if line.code == code)


def lines_for_client(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The steps that are the client's business: the fee is between cluster and provider."""
    return tuple(line for line in lines if line.code not in {"fee", "cluster_share"})


def net_line(net_cents: int) -> Line:
    """The price that everything else is taken of."""
    return Line(
        code="net",
        text={"lv": "Pasūtījuma cena bez PVN", "en": "The order's net price, without VAT"},
        arithmetic=euros_text(net_cents),
        amount_cents=net_cents,
    )


def fee_line(
    net_cents: int, fee_cents: int, *, schedule: FeeRates, member: bool, confirmed_at: datetime
) -> Line:
    """The fee, and why at this rate: whether the provider was a member at the confirmation."""
    percent = percent_text(schedule.rate_ppm(member=member))
    day, since = riga_text(confirmed_at), riga_text(schedule.valid_from)
    who_lv = "bija klastera biedrs" if member else "nebija klastera biedrs"
    who_en = "was a member" if member else "was not a member"
    return Line(
        code="fee",
        text={
            "lv": f"Starpniecības maksa {percent} %: {day} pakalpojuma sniedzējs {who_lv}; "
            f"maksas likmes spēkā no {since}",
            "en": f"Intermediation fee {percent} %: on {day} the provider {who_en} of the "
            f"cluster; fee schedule in force from {since}",
        },
        arithmetic=f"{euros_text(net_cents)} × {percent} % = {euros_text(fee_cents)}",
        amount_cents=fee_cents,
    )


def between_related_parties() -> Line:
    """Why there is no discount: client and provider share a person."""
    return _no_discount(
        lv="Bez lojalitātes atlaides: klients un pakalpojuma sniedzējs ir saistītas personas; "
        "šāds pasūtījums lojalitātes programmā netiek skaitīts",
        en="No loyalty discount: the client and the provider are related parties; such an "
        "order does not count in the loyalty programme",
    )


def without_programme() -> Line:
    """Why there is no discount: no programme was in force."""
    return _no_discount(lv="Lojalitātes programma nav spēkā", en="No loyalty programme is in force")


def too_few_purchases(purchase: int, programme: LoyaltyTerms) -> Line:
    """Why there is no discount: the client has not bought often enough."""
    months, needed = programme.window_months, programme.from_purchase
    return _no_discount(
        lv=f"Bez lojalitātes atlaides: klienta {purchase}. pirkums {months} mēnešos, "
        f"atlaide pienākas no {needed}. pirkuma",
        en=f"No loyalty discount: the client's purchase number {purchase} within "
        f"{months} months, the discount begins with number {needed}",
    )


def _no_discount(*, lv: str, en: str) -> Line:
    return Line("no_discount", {"lv": lv, "en": en}, euros_text(0), 0)


def discount_line(
    net_cents: int, discount_cents: int, *, purchase: int, programme: LoyaltyTerms
) -> Line:
    """The discount, and for which purchase of the client."""
    percent, months = percent_text(programme.discount_rate_ppm), programme.window_months
    return Line(
        code="discount",
        text={
            "lv": f"Lojalitātes atlaide {percent} %: klienta {purchase}. pirkums {months} mēnešos",
            "en": f"Loyalty discount {percent} %: the client's purchase number {purchase} "
            f"within {months} months",
        },
        arithmetic=f"{euros_text(net_cents)} × {percent} % = {euros_text(discount_cents)}",
        amount_cents=-discount_cents,
    )


def share_lines(
    discount_cents: int, *, cluster_cents: int, provider_cents: int, programme: LoyaltyTerms
) -> tuple[Line, Line]:
    """Who bears which part of the discount."""
    discount = euros_text(discount_cents)
    whole = programme.cluster_parts + programme.provider_parts
    return (
        Line(
            code="cluster_share",
            text={
                "lv": "Atlaides daļa, ko sedz klasteris (atskaitīta no starpniecības maksas)",
                "en": "Part of the discount borne by the cluster (taken off the fee)",
            },
            arithmetic=f"{discount} × {programme.cluster_parts}/{whole} = "
            f"{euros_text(cluster_cents)}",
            amount_cents=cluster_cents,
        ),
        Line(
            code="provider_share",
            text={
                "lv": "Atlaides daļa, ko sedz pakalpojuma sniedzējs (zemāka cena)",
                "en": "Part of the discount borne by the provider (a lower price)",
            },
            arithmetic=f"{discount} × {programme.provider_parts}/{whole} = "
            f"{euros_text(provider_cents)}",
            amount_cents=provider_cents,
        ),
    )


def payable_line(net_cents: int, discount_cents: int) -> Line:
    """What is left for the client to pay."""
    payable = net_cents - discount_cents
    return Line(
        code="payable",
        text={"lv": "Klients maksā bez PVN", "en": "The client pays, before VAT"},
        arithmetic=f"{euros_text(net_cents)} − {euros_text(discount_cents)} = "
        f"{euros_text(payable)}",
        amount_cents=payable,
    )
