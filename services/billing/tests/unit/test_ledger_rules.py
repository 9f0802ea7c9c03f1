"""Every posting balances, whatever the amounts."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ledger.rules import (
    BANK,
    FEE_RECEIVABLE,
    balanced,
    client_invoice_lines,
    client_payment_lines,
    credit,
    debit,
    fee_invoice_lines,
    fee_payment_lines,
)

CENTS = st.integers(0, 10**12)
PROVIDER, CLIENT = UUID(int=1), UUID(int=2)


@given(CENTS, CENTS, CENTS)
def test_a_fee_invoice_balances_for_any_credit_up_to_the_fee(fee, used, vat):
    used = min(used, fee)
    lines = fee_invoice_lines(
        provider_id=PROVIDER, fee_cents=fee, credit_used_cents=used, vat_cents=vat
    )
    assert sum(line.debit_cents - line.credit_cents for line in lines) == 0
    owed = sum(line.debit_cents for line in lines if line.account == FEE_RECEIVABLE)
    assert owed == fee - used + vat


@given(CENTS, CENTS)
def test_the_memorandum_accounts_of_a_client_invoice_balance_alone(gross, share):
    lines = client_invoice_lines(
        provider_id=PROVIDER, client_id=CLIENT, gross_cents=gross, cluster_share_cents=share
    )
    aside = [line for line in lines if line.account.startswith("9")]
    assert sum(line.debit_cents - line.credit_cents for line in aside) == 0
    assert sum(line.debit_cents - line.credit_cents for line in lines) == 0


def test_a_client_s_payment_does_not_touch_the_cluster_s_bank():
    lines = client_payment_lines(provider_id=PROVIDER, client_id=CLIENT, amount_cents=100)
    assert BANK not in {line.account for line in lines}
    fee = fee_payment_lines(provider_id=PROVIDER, amount_cents=100)
    assert BANK in {line.account for line in fee}


def test_what_does_not_balance_is_refused():
    with pytest.raises(ValueError):
        balanced([debit(BANK, 100), credit(FEE_RECEIVABLE, 99)])
    with pytest.raises(ValueError):
        balanced([debit(BANK, -1), credit(FEE_RECEIVABLE, -1)])
