"""Allowing purchases between related organisations, and holding bids and awards to that."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.repository import related_among
from marketplace.organisations.repository import unknown_among
from marketplace.related_purchases import rules
from marketplace.related_purchases.errors import PartiesInvalid
from marketplace.related_purchases.orm import RelatedPurchase
from marketplace.related_purchases.repository import (
    add_permission,
    allowed_in,
    held_tender,
    locked_permission,
    locked_permissions,
)
from marketplace.tenders.orm import Tender
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def allow_related_purchase(
    session: AsyncSession,
    clock: Clock,
    *,
    client_id: UUID,
    provider_id: UUID,
    tender_id: UUID,
    reason: str,
    by: Caller,
) -> RelatedPurchase:
    """Let an organisation take part in a related client's tender, as the cluster's manager.

    In person, and never where the cluster's own organisation is a party or related to one (403
    `own_matter`). Whether the two are related now is neither asked nor told: that may be found
    out, or begin, later. The orders carry `related_parties`; they are not reviewed and count for
    no loyalty. Nothing is announced, since it would tell who bids. Raises `TenderNotFound`,
    `PartiesInvalid`, `OwnMatter`, `TenderStateForbids`, `AlreadyAllowed`.
    """
    tender = await held_tender(session, tender_id)
    now = clock.now()
    rules.check_parties(client_id, provider_id, tender_client_id=tender.client_id)
    if await unknown_among(session, [provider_id]):
        raise PartiesInvalid("No such organisation is known here", pointer="/provider_id")
    parties = {client_id, provider_id}
    related = await related_among(session, organisation_id=by.acting_for, others=parties, now=now)
    rules.check_no_own_matter(by.acting_for, parties, related=related)
    rules.check_undecided(tender.status)
    permission = RelatedPurchase(
        id=new_id(),
        version=1,
        client_id=client_id,
        provider_id=provider_id,
        tender_id=tender_id,
        reason=reason,
        allowed_by=by.subject,
        allowed_at=now,
    )
    return await add_permission(session, permission)


async def withdraw_related_purchase(
    session: AsyncSession, clock: Clock, *, related_purchase_id: UUID, by: Caller
) -> RelatedPurchase:
    """Take a permission back, as the cluster's manager in person.

    Until the tender's deadline; one given after it until an award rests on it (409
    `related_purchase_stands`). A bid that relied on it is stopped at the award. Raises
    `RelatedPurchaseNotFound`, `RelatedPurchaseStands`.
    """
    permission, tender = await locked_permission(session, related_purchase_id)
    now = clock.now()
    rules.check_withdrawable(
        allowed_at=permission.allowed_at,
        withdrawn_at=permission.withdrawn_at,
        used_at=permission.used_at,
        deadline=tender.deadline,
        now=now,
    )
    permission.withdrawn_at, permission.withdrawn_by = now, by.subject
    permission.version += 1
    return permission


async def check_participants(
    session: AsyncSession, *, tender: Tender, participants: Collection[UUID], now: datetime
) -> None:
    """Raise RelatedParties where one of them is related to the client without permission."""
    related = await related_among(
        session, organisation_id=tender.client_id, others=participants, now=now
    )
    if related:
        rules.check_allowed(related, await allowed_in(session, tender))


async def use_related_purchases(
    session: AsyncSession, *, tender: Tender, participants: Collection[UUID], now: datetime
) -> bool:
    """Let an award rest on the permissions that it needs; whether it is between related parties.

    Each is locked until the award is made, so that a withdrawal at the same moment either comes
    before, and stops the award, or finds the permission used. Raises RelatedParties.
    """
    related = await related_among(
        session, organisation_id=tender.client_id, others=participants, now=now
    )
    if not related:
        return False
    permissions = await locked_permissions(session, tender, related)
    rules.check_allowed(related, {one.provider_id for one in permissions})
    for one in permissions:
        if one.used_at is None:
            one.used_at = now
            one.version += 1
    return True
