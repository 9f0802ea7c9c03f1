"""What listings refuse, beside what any offer refuses."""

from typing import ClassVar

from shared.errors import NotFound


class ListingNotFound(NotFound):
    """No such listing, or it is another's draft."""

    title: ClassVar[str] = "No such listing"
