"""What can be done with any offer once it is written. Each verb is for the provider alone.

Listings and equipment have these verbs under their own names, and say there what they announce.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.errors import NotFound, NotTheProvider, Stale
from marketplace.locking import locked_row
from marketplace.offers import rules
from marketplace.offers.orm import Offer
from shared.clocks import Clock
from shared.messaging.events import Fact
from shared.messaging.outbox import announce

Row = TypeVar("Row", bound=Offer)


@dataclass(frozen=True)
class Kind(Generic[Row]):
    """What one kind of offer brings to the life that all share: table, words, facts."""

    row: type[Row]
    name: str
    """What a refusal calls one of them."""
    not_found: type[NotFound]
    not_yours: str
    """What a provider is told who wants to change another's."""
    stale: str
    """What a provider is told whose change is based on an older version."""
    published: Callable[[Row], Fact]
    updated: Callable[[Row], Fact]
    withdrawn: Callable[[Row], Fact]


async def publish_new(session: AsyncSession, kind: Kind[Row], offer: Row) -> None:
    """Make public, still at version 1, what this transaction has created. Announces it."""
    offer.status = rules.moved(offer.status, "publish", name=kind.name)
    offer.published_at = offer.created_at
    await announce(session, kind.published(offer))


async def change(
    session: AsyncSession,
    kind: Kind[Row],
    *,
    offer_id: UUID,
    provider_id: UUID,
    expected_version: int | None,
    changes: Mapping[str, Any],
    check: Callable[[Row], Awaitable[None]] | None = None,
) -> Row:
    """Replace the given columns of a draft or a published offer; announce it if it is public.

    `check` sees the offer as it stands before and raises what forbids these changes.
    Raises the kind's NotFound, NotTheProvider, Stale, OfferStateForbids, and what `check` raises.
    """
    offer = await _owned(session, kind, offer_id, provider_id)
    rules.check_editable(offer.status, name=kind.name)
    if expected_version is not None and offer.version != expected_version:
        raise Stale(kind.stale)
    if check is not None:
        await check(offer)
    for name, value in changes.items():
        setattr(offer, name, value)
    offer.version += 1
    if offer.status == "published":
        await announce(session, kind.updated(offer))
    return offer


async def publish(
    session: AsyncSession, clock: Clock, kind: Kind[Row], *, offer_id: UUID, provider_id: UUID
) -> Row:
    """Make a draft public and announce it.

    Raises the kind's NotFound, NotTheProvider, OfferStateForbids.
    """
    offer = await _owned(session, kind, offer_id, provider_id)
    offer.status = rules.moved(offer.status, "publish", name=kind.name)
    offer.published_at = clock.now()
    offer.version += 1
    await announce(session, kind.published(offer))
    return offer


async def withdraw(
    session: AsyncSession, kind: Kind[Row], *, offer_id: UUID, provider_id: UUID
) -> Row:
    """Take a published offer back for good and announce it.

    Raises the kind's NotFound, NotTheProvider, OfferStateForbids.
    """
    offer = await _owned(session, kind, offer_id, provider_id)
    offer.status = rules.moved(offer.status, "withdraw", name=kind.name)
    offer.version += 1
    await announce(session, kind.withdrawn(offer))
    return offer


async def _owned(session: AsyncSession, kind: Kind[Row], offer_id: UUID, provider_id: UUID) -> Row:
    offer = await locked_row(session, kind.row, offer_id)
    # Another's draft or withdrawn offer does not exist for a stranger.
    if offer is None or not rules.is_seen(
        offer.status, provider_id=offer.provider_id, reader_id=provider_id
    ):
        raise kind.not_found(f"There is no such {kind.name}")
    if offer.provider_id != provider_id:
        raise NotTheProvider(kind.not_yours)
    return offer
