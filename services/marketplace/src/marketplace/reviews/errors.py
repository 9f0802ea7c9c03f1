"""What reviews refuse."""

from typing import ClassVar

from shared.errors import Conflict


class AlreadyReviewed(Conflict):
    """The order has its review; a review is given once."""

    title: ClassVar[str] = "The order is reviewed already"
