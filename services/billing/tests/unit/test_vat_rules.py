"""Which VAT a supply carries, and which numbers have a valid form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.taxes.rules import (
    StandardRate,
    TaxParty,
    UnionState,
    VatTreatment,
    in_union,
    rate_at,
    treatment,
)
from billing.taxes.vat_numbers import vat_country

TODAY = date(2026, 11, 21)
RATES = [
    StandardRate("LV", 220_000, date(2011, 1, 1), "before"),
    StandardRate("LV", 210_000, date(2012, 7, 1), "now"),
]
STATES = [
    UnionState("LV", "LV", date(2004, 5, 1), None),
    UnionState("DE", "DE", date(1958, 1, 1), None),
    UnionState("GR", "EL", date(1981, 1, 1), None),
    UnionState("GB", "GB", date(1973, 1, 1), date(2021, 1, 1)),
]
SELLER = TaxParty("LV", "LV")


def treated(buyer: TaxParty, seller: TaxParty = SELLER, on: date = TODAY) -> VatTreatment:
    found = treatment(seller=seller, buyer=buyer, on=on, rates=RATES, states=STATES)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("buyer", "category"),
    [
        (TaxParty("LV", "LV"), "S"),
        (TaxParty("LV", None), "S"),
        (TaxParty("DE", "DE"), "AE"),
        (TaxParty("DE", None), "S"),
        (TaxParty("DE", "LV"), "S"),
        (TaxParty("GR", "GR"), "AE"),
        (TaxParty("US", None), "O"),
        (TaxParty("GB", None), "O"),
    ],
)
def test_the_buyer_decides_on_the_category(buyer, category):
    assert treated(buyer).category == category


def test_a_britain_of_2020_was_still_in_the_union():
    assert treated(TaxParty("GB", "GB"), on=date(2020, 12, 31)).category == "AE"
    assert treated(TaxParty("GB", "GB"), on=date(2021, 1, 1)).category == "O"


def test_a_seller_without_a_vat_number_charges_none_and_says_why():
    small = treated(TaxParty("LV", "LV"), seller=TaxParty("LV", None))
    assert (small.category, small.rate_ppm) == ("E", 0)
    assert small.exemption_reason is not None
    assert "Art. 284" in small.exemption_reason["en"]


def test_the_rate_is_that_of_the_day_of_supply():
    assert treated(TaxParty("LV", None), on=date(2012, 6, 30)).rate_ppm == 220_000
    assert treated(TaxParty("LV", None), on=date(2012, 7, 1)).rate_ppm == 210_000
    assert rate_at(RATES, "LV", date(2010, 1, 1)) is None


def test_a_country_without_a_known_rate_gives_no_treatment():
    found = treatment(
        seller=TaxParty("DE", "DE"),
        buyer=TaxParty("DE", "DE"),
        on=TODAY,
        rates=RATES,
        states=STATES,
    )
    assert found is None


def test_a_state_is_in_the_union_from_its_first_to_before_its_last_day():
    assert in_union(STATES, "LV", date(2004, 5, 1))
    assert not in_union(STATES, "LV", date(2004, 4, 30))


@given(st.integers(0, 10**12))
def test_vat_is_within_half_a_cent_of_the_exact_product(taxable):
    vat = VatTreatment("S", 210_000).vat_of(taxable)
    assert -50 < vat * 100 - taxable * 21 <= 50


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("LV40000000015", "LV"),
        ("LV 4000 0000 015", "LV"),
        ("DE136695976", "DE"),
        ("EL094259216", "GR"),
        ("LV40000000016", None),  # check digit
        ("LV16117519997", None),  # the form of a personal code, not a company's
        ("40000000015", None),
        ("XI123456789", None),
        ("", None),
        (None, None),
    ],
)
def test_the_form_of_a_vat_number_tells_its_country(number, country):
    assert vat_country(number) == country
