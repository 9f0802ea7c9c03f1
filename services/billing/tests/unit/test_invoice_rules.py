"""Numbers, due days, and which amounts stand on which invoice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.billing.tests.builders import STANDARD, a_client_invoice, a_party, a_rated_order

from billing.days import riga_day
from billing.invoices.rules import (
    Numbering,
    Sale,
    credit_to_use,
    due_day,
    fee_invoice,
    invoice_number,
    titles,
)

ISSUED_AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_an_invoice_is_never_due_on_a_weekend_nor_early(day, days):
    due = due_day(day, days)
    assert due.weekday() < 5
    assert timedelta(0) <= due - (day + timedelta(days=days)) <= timedelta(days=2)


def test_the_business_day_is_that_of_riga():
    assert riga_day(datetime.fromisoformat("2026-12-31T22:30:00Z")) == date(2027, 1, 1)


def test_a_number_tells_its_series_and_year():
    assert invoice_number("client", 2026, 7) == "AVT-K-2026-000007"
    assert invoice_number("fee", 2026, 1_234_567) == "AVT-S-2026-1234567"


def test_the_credit_used_is_at_most_the_fee():
    assert credit_to_use(100, 40) == 40
    assert credit_to_use(100, 400) == 100


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=10),
    st.integers(0, 10**10),
)
def test_a_fee_invoice_adds_up(fees, credit):
    document = fee_invoice(
        numbering=Numbering("AVT-S-2026-000001", 1, ISSUED_AT, date(2026, 12, 7)),
        orders=[a_rated_order(fee_cents=fee) for fee in fees],
        credit_cents=credit,
        sale=Sale(a_party(), a_party(), STANDARD),
        payment=None,
    )
    assert document.lines_cents == sum(fees)
    assert document.net_cents == max(0, sum(fees) - credit)
    assert document.vat.taxable_cents == document.net_cents


def test_a_client_invoice_is_of_the_order_s_price_less_the_discount():
    document = a_client_invoice()
    assert document.lines_cents == 123_450
    assert document.net_cents == 117_277
    assert document.supply_to == date(2026, 11, 21), "half past midnight in Riga"


@pytest.mark.parametrize(
    ("given_texts", "both"),
    [
        ({"lv": "a", "en": "b"}, {"lv": "a", "en": "b"}),
        ({"lv": "a"}, {"lv": "a", "en": "a"}),
        ({"et": "c"}, {"lv": "c", "en": "c"}),
        ({}, {"lv": "-", "en": "-"}),
    ],
)
def test_a_title_falls_back_to_a_language_that_there_is(given_texts, both):
    assert titles(given_texts) == both
