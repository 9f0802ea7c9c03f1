"""Which role of an organisation opens which operation here: one table, obeyed by `callers.py`.

An operation that does not stand here is open to no organisation. Those that are open to every role
are open to whoever has the scope: they tell prices and rules, and nothing about anybody. The
manager comes in everywhere; a machine account acts for no organisation and sees what its runs made.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Role = Literal["administrator", "buyer", "seller", "finance", "reader", "delegate"]
"""As the registry says them in a token."""

EVERY: Final[frozenset[str]] = frozenset(get_args(Role))

_MONEY: Final = frozenset({"administrator", "finance"})
_COMMERCE: Final = EVERY - {"delegate"}
_NO_ROLE: Final[frozenset[str]] = frozenset()

OPENED_BY: Final[Mapping[str, frozenset[str]]] = {
    "list_vat_rates": EVERY,
    "list_fee_schedules": EVERY,
    "list_loyalty_programmes": EVERY,
    "list_mandate_terms": EVERY,
    "get_rating": _COMMERCE,
    "preview_price": _COMMERCE,
    "list_invoices": _COMMERCE,
    "get_invoice": _COMMERCE,
    "get_invoice_pdf": _COMMERCE,
    "get_invoice_ubl": _COMMERCE,
    "list_mandates": _MONEY,
    "give_mandate": _MONEY,
    "get_credit": _MONEY,
    "add_fee_schedule": _NO_ROLE,
    "add_loyalty_programme": _NO_ROLE,
    "record_payment": _NO_ROLE,
    "pay_credit_out": _NO_ROLE,
    "get_trial_balance": _NO_ROLE,
    "list_ledger_entries": _NO_ROLE,
    "start_invoicing_run": _NO_ROLE,
    "list_invoicing_runs": _NO_ROLE,
    "get_invoicing_run": _NO_ROLE,
}
"""By operation (its function's name); those without a role are the manager's, or a machine's."""
