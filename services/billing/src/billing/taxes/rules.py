"""Which VAT a supply of services between two businesses carries.

Sources: Council Directive 2006/112/EC (Art. 44 place of supply to a business, Art. 45
to others, Art. 63 chargeable event, Art. 196 reverse charge, Art. 226 content of the
invoice, Art. 284 small enterprises); the rate and the member states are dated data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from billing.amounts.rules import share_of


@dataclass(frozen=True)
class StandardRate:
    """A state's standard rate from `valid_from` until its next row begins."""

    country: str
    rate_ppm: int
    valid_from: date
    source: str


@dataclass(frozen=True)
class UnionState:
    """A state of the EU; half-open period of membership, prefix of its VAT numbers."""

    country: str
    vat_prefix: str
    joined_on: date
    left_on: date | None


@dataclass(frozen=True)
class TaxParty:
    """What VAT needs to know of a party: where it is, and whether its VAT number has a valid form.

    `vat_country` is the state of a well-formed VAT number, else None.
    """

    country: str
    vat_country: str | None


@dataclass(frozen=True)
class VatTreatment:
    """The category by EN 16931 (UNCL 5305), its rate, and why there is no VAT, if there is none."""

    category: str
    rate_ppm: int
    exemption_code: str | None = None
    exemption_reason: Mapping[str, str] | None = None
    """Texts by language; the invoice prints Latvian and English."""

    def vat_of(self, taxable_cents: int) -> int:
        """VAT on the taxable amount, rounded half up once."""
        return share_of(taxable_cents, self.rate_ppm)


SMALL_ENTERPRISE = VatTreatment(
    "E",
    0,
    None,
    {
        "lv": "Pārdevējs nav reģistrēts PVN maksātājs (PVN direktīvas 284. pants)",
        "en": "The seller is not registered for VAT: small enterprise, "
        "Directive 2006/112/EC Art. 284",
    },
)
REVERSE_CHARGE = VatTreatment(
    "AE",
    0,
    "VATEX-EU-AE",
    {
        "lv": "Nodokļa apgrieztā maksāšana (PVN direktīvas 44. un 196. pants)",
        "en": "Reverse charge: the buyer is liable for the VAT, "
        "Directive 2006/112/EC Art. 44 and 196",
    },
)
OUTSIDE_EU = VatTreatment(
    "O",
    0,
    "VATEX-EU-O",
    {
        "lv": "Nav PVN objekts: pakalpojuma sniegšanas vieta ir ārpus ES "
        "(PVN direktīvas 44. pants)",
        "en": "Not subject to VAT: the place of supply is the buyer's country outside the EU, "
        "Directive 2006/112/EC Art. 44",
    },
)


def rate_at(rates: Iterable[StandardRate], country: str, on: date) -> StandardRate | None:
    """The standard rate of `country` on `on`, or None where we hold none."""
    begun = [rate for rate in rates if rate.country == country and rate.valid_from <= on]
    return max(begun, key=lambda rate: rate.valid_from, default=None)


def in_union(states: Iterable[UnionState], country: str, on: date) -> bool:
    """Whether `country` belongs to the EU on `on`."""
    return any(
        state.country == country
        and state.joined_on <= on
        and (state.left_on is None or on < state.left_on)
        for state in states
    )


def treatment(
    *,
    seller: TaxParty,
    buyer: TaxParty,
    on: date,
    rates: Iterable[StandardRate],
    states: Iterable[UnionState],
) -> VatTreatment | None:
    """The treatment of a service supplied on `on` (a day in Europe/Riga); None: no rate is known.

    - a seller without a VAT number charges none (E);
    - a buyer outside the EU: not subject to VAT here (O), every buyer being an organisation;
    - a buyer in another member state whose VAT number of another state has a valid
      form: reverse charge (AE);
    - everyone else pays the standard rate of the seller's country (S), also a buyer of
      another member state that shows no valid VAT number.
    """
    states = tuple(states)
    if seller.vat_country is None:
        return SMALL_ENTERPRISE
    if seller.country != buyer.country:
        if not in_union(states, buyer.country, on):
            return OUTSIDE_EU
        registered_elsewhere = (
            buyer.vat_country is not None
            and buyer.vat_country != seller.country
            and in_union(states, buyer.vat_country, on)
        )
        if registered_elsewhere:
            return REVERSE_CHARGE
    rate = rate_at(rates, seller.country, on)
    return VatTreatment("S", rate.rate_ppm) if rate else None


@dataclass(frozen=True)
class TaxLaw:
    """The dated data that decides on VAT, read once per invoicing unit."""

    rates: tuple[StandardRate, ...]
    states: tuple[UnionState, ...]

    def treatment(self, *, seller: TaxParty, buyer: TaxParty, on: date) -> VatTreatment | None:
        """The treatment of a service supplied on `on`; None: no rate is known."""
        return treatment(seller=seller, buyer=buyer, on=on, rates=self.rates, states=self.states)
