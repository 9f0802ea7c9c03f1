"""Decisions about one equipment item: what may follow what."""

from typing import Final

from marketplace.errors import OfferStateForbids
from marketplace.vocabulary import OfferStatus

MOVES: Final[dict[str, tuple[frozenset[OfferStatus], OfferStatus]]] = {
    "publish": (frozenset({"draft"}), "published"),
    "withdraw": (frozenset({"published"}), "withdrawn"),
}
"""Verb: from which states, to which. A withdrawn item stays so: its history ends there."""


def moved(status: OfferStatus, verb: str) -> OfferStatus:
    """Return the state after `verb`; OfferStateForbids when it does not follow `status`."""
    sources, target = MOVES[verb]
    if status not in sources:
        raise OfferStateForbids(f"The equipment item is {status}; this cannot follow")
    return target


def check_editable(status: OfferStatus) -> None:
    """A draft or a published equipment item can be changed; a withdrawn one cannot."""
    if status == "withdrawn":
        raise OfferStateForbids("The equipment item is withdrawn and cannot be changed")
