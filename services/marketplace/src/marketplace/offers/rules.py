"""Decisions about one offer: what may follow what, and who sees it.

draft -> published -> withdrawn
"""

from typing import Final
from uuid import UUID

from marketplace.offers.errors import OfferStateForbids
from marketplace.vocabulary import OfferStatus

MOVES: Final[dict[str, tuple[OfferStatus, OfferStatus]]] = {
    "publish": ("draft", "published"),
    "withdraw": ("published", "withdrawn"),
}
"""Verb: from which state, to which. A withdrawn offer stays so: its history ends there."""


def moved(status: OfferStatus, verb: str, *, name: str) -> OfferStatus:
    """Return the state after `verb`; OfferStateForbids when it does not follow `status`.

    `name` is what the refusal calls the offer.
    """
    source, target = MOVES[verb]
    if status != source:
        raise OfferStateForbids(f"The {name} is {status}; this cannot follow")
    return target


def check_editable(status: OfferStatus, *, name: str) -> None:
    """A draft or a published offer can be changed; a withdrawn one cannot."""
    if status == "withdrawn":
        raise OfferStateForbids(f"The {name} is withdrawn and cannot be changed")


def is_seen(status: OfferStatus, *, provider_id: UUID, reader_id: UUID | None) -> bool:
    """Everybody sees a published offer; its drafts and withdrawn ones only the provider."""
    return status == "published" or reader_id == provider_id
