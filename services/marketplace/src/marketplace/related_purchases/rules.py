"""Decisions about allowing a purchase between related organisations."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from marketplace.related_purchases.errors import (
    OwnMatter,
    PartiesInvalid,
    RelatedParties,
    RelatedPurchaseStands,
)
from marketplace.tenders.errors import TenderStateForbids
from marketplace.vocabulary import TenderStatus


def check_parties(client_id: UUID, provider_id: UUID, *, tender_client_id: UUID) -> None:
    """Raise PartiesInvalid unless these are the tender's client and somebody else."""
    if client_id != tender_client_id:
        raise PartiesInvalid("This is not the tender's client", pointer="/client_id")
    if provider_id == client_id:
        raise PartiesInvalid("A client cannot buy from itself", pointer="/provider_id")


def check_no_own_matter(
    cluster_id: UUID, parties: Collection[UUID], *, related: Collection[UUID]
) -> None:
    """Raise OwnMatter where the manager's own organisation is, or is related to, a party."""
    if cluster_id in parties or set(parties) & set(related):
        raise OwnMatter("The cluster's own organisation is a party or related to one")


def check_undecided(status: TenderStatus) -> None:
    """Raise TenderStateForbids unless something of the tender may still be awarded."""
    if status not in {"published", "opened"}:
        raise TenderStateForbids(f"The tender is {status}; there is nothing to allow any more")


def check_withdrawable(
    *,
    allowed_at: datetime,
    withdrawn_at: datetime | None,
    used_at: datetime | None,
    deadline: datetime,
    now: datetime,
) -> None:
    """Raise RelatedPurchaseStands where the permission can no longer be taken back.

    It is withdrawn once, and not after an award rests on it. From the deadline on one that was
    given before it stays too: a bid may rely on it that can no longer be changed, and nobody may
    knock a bidder out once the prices are known. Before the deadline the answer must not depend
    on whether there is a bid, since nobody but the bidder may know that.
    """
    if withdrawn_at is not None:
        raise RelatedPurchaseStands("The permission was withdrawn before")
    if used_at is not None:
        raise RelatedPurchaseStands("An award rests on the permission; it stays")
    if now >= deadline > allowed_at:
        raise RelatedPurchaseStands("The tender's deadline has passed; the permission stays")


def check_allowed(related: Collection[UUID], allowed: Collection[UUID]) -> None:
    """Raise RelatedParties where a related organisation takes part without permission.

    The refusal says neither which one nor through whom: it may go to somebody who knows of
    neither.
    """
    if set(related) - set(allowed):
        raise RelatedParties(
            "A participant of the bid and the client share a person, or did not long ago; the "
            "cluster's manager can allow such a purchase"
        )
