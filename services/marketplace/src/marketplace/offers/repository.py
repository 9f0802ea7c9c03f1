"""Finding an offer of either kind, for its provider or for whoever may see it."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.offers import rules
from marketplace.offers.errors import NotTheProvider
from marketplace.offers.orm import Offering
from marketplace.organisations.repository import may_now
from shared.callers import Caller
from shared.errors import NotFound
from shared.rows import locked_row

Row = TypeVar("Row", bound=Offering)


async def seen_offer(
    session: AsyncSession,
    kind: type[Row],
    offer_id: UUID,
    *,
    by: Caller | None,
    not_found: type[NotFound],
) -> Row:
    """Return an offer that the reader, or anybody, may see. Raises `not_found`.

    What is published is shown while its provider may publish; to the provider always.
    """
    offer = _seen(await session.get(kind, offer_id), kind, by=by, not_found=not_found)
    is_own = by is not None and by.organisation_id == offer.provider_id
    if not is_own and not await may_now(session, "publish", offer.provider_id):
        raise not_found(f"There is no such {kind.called}")
    return offer


async def own_offer(
    session: AsyncSession, kind: type[Row], offer_id: UUID, *, by: Caller, not_found: type[NotFound]
) -> Row:
    """Lock and return an offer of the caller's organisation.

    Raises `not_found` for another's draft or withdrawn offer, which does not exist for a stranger,
    and NotTheProvider for another's published one.
    """
    offer = _seen(await locked_row(session, kind, offer_id), kind, by=by, not_found=not_found)
    if offer.provider_id != by.organisation_id:
        raise NotTheProvider(f"Only the provider may change its {kind.called}")
    return offer


def _seen(
    offer: Row | None, kind: type[Row], *, by: Caller | None, not_found: type[NotFound]
) -> Row:
    reader_id = by.organisation_id if by is not None else None
    if offer is None or not rules.is_seen(
        offer.status, provider_id=offer.provider_id, reader_id=reader_id
    ):
        raise not_found(f"There is no such {kind.called}")
    return offer
