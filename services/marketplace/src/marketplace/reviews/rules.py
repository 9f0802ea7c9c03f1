"""Decisions about reviews: when one may be given, and between whom."""

from marketplace.orders.errors import OrderStateForbids
from marketplace.related_purchases.errors import RelatedParties
from marketplace.vocabulary import OrderStatus


def check_reviewable(status: OrderStatus) -> None:
    """Raise OrderStateForbids unless the order is completed."""
    if status != "completed":
        raise OrderStateForbids(f"The order is {status}; a review follows its completion")


def check_independent(*, related_parties: bool) -> None:
    """Raise RelatedParties where the client would praise what is, or was, partly its own."""
    if related_parties:
        raise RelatedParties("The order is one between related parties, which is not reviewed")
