"""What becomes of any offer, whichever kind it is; listings and equipment announce it.

Each function takes an offer that its provider has locked.
"""

from collections.abc import Mapping
from typing import Any

from marketplace.offers import rules
from marketplace.offers.orm import Offering
from shared.clocks import Clock
from shared.errors import Stale


def check_change_of_offer(offer: Offering, *, expected_version: int | None) -> None:
    """Raise OfferStateForbids for a withdrawn offer, Stale where it was changed meanwhile."""
    rules.check_editable(offer.status, name=offer.called)
    if expected_version is not None and offer.version != expected_version:
        raise Stale(f"The {offer.called} was changed since; read it again")


def change_offer(offer: Offering, changes: Mapping[str, Any]) -> None:
    """Replace the given columns."""
    for name, value in changes.items():
        setattr(offer, name, value)
    offer.version += 1


def publish_offer(offer: Offering, clock: Clock) -> None:
    """Make a draft public. Raises OfferStateForbids."""
    offer.status = rules.moved(offer.status, "publish", name=offer.called)
    offer.published_at = clock.now()
    offer.version += 1


def withdraw_offer(offer: Offering) -> None:
    """Take a published offer back for good. Raises OfferStateForbids."""
    offer.status = rules.moved(offer.status, "withdraw", name=offer.called)
    offer.version += 1
