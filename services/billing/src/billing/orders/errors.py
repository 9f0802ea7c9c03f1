"""What is refused about orders."""

from typing import ClassVar

from shared.errors import NotFound


class OrderNotFound(NotFound):
    """There is no such order, or the caller is no party to it."""

    title = "Order not found"
    code: ClassVar[str] = "order_unknown"  # what callers switch on
