"""Which role of an organisation opens which operation here: one table, obeyed by `callers.py`.

An operation that is not public and does not stand here is open to nobody. The cluster's manager
comes in where a route asks for it, and reads what is said there.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Role = Literal["administrator", "buyer", "seller", "finance", "reader", "delegate"]
"""As the registry says them in a token."""

EVERY: Final[frozenset[str]] = frozenset(get_args(Role))

_BUYER: Final = frozenset({"buyer"})
_SELLER: Final = frozenset({"seller"})
_SEES_BIDS: Final = frozenset({"administrator", "buyer", "seller", "reader"})
_SEES_ORDERS: Final = _SEES_BIDS | {"finance"}
_NO_ROLE: Final[frozenset[str]] = frozenset()

SEES_DRAFTS: Final = _SEES_BIDS
"""Who sees its organisation's drafts on the public lists; others see there what anybody does."""

OPENED_BY: Final[Mapping[str, frozenset[str]]] = {
    "create_listing": _SELLER,
    "change_listing": _SELLER,
    "publish_listing": _SELLER,
    "withdraw_listing": _SELLER,
    "create_equipment": _SELLER,
    "change_equipment": _SELLER,
    "publish_equipment": _SELLER,
    "withdraw_equipment": _SELLER,
    "create_tender": _BUYER,
    "change_tender": _BUYER,
    "publish_tender": _BUYER,
    "cancel_tender": _BUYER,
    "place_bid": _SELLER,
    "confirm_bid": _SELLER,
    "withdraw_bid": _SELLER,
    "list_bids": _SEES_BIDS,
    "read_bid": _SEES_BIDS,
    "open_bids": _BUYER,
    "score_quality": _BUYER,
    "award_lot": _BUYER,
    "read_ranking": _SEES_BIDS,
    "list_orders": _SEES_ORDERS,
    "read_order": _SEES_ORDERS,
    "confirm_order": _SELLER,
    "decline_order": _SELLER,
    "cancel_order": _BUYER,
    "deliver_milestone": _SELLER,
    "accept_milestone": _BUYER,
    "complete_order": _BUYER,
    "review_order": _BUYER,
    "list_related_purchases": _SEES_BIDS,
    "allow_related_purchase": _NO_ROLE,
    "withdraw_related_purchase": _NO_ROLE,
}
"""By operation (its function's name); those without a role are the manager's."""
