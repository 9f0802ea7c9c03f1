"""What any offer refuses, a listing or an equipment item."""

from typing import ClassVar

from shared.errors import Conflict, Forbidden


class NotTheProvider(Forbidden):
    """Only the provider may do this."""

    title: ClassVar[str] = "Only for the provider"


class OfferStateForbids(Conflict):
    """The listing or equipment item stands where this cannot be done."""

    title: ClassVar[str] = "The offer's state forbids this"
