"""The one decision about reviews: when one may be given."""

from marketplace.errors import OrderStateForbids
from marketplace.vocabulary import OrderStatus


def check_reviewable(status: OrderStatus) -> None:
    """Raise OrderStateForbids unless the order is completed."""
    if status != "completed":
        raise OrderStateForbids(f"The order is {status}; a review follows its completion")
