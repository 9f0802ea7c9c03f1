"""Allowing purchases between related organisations, and holding bids and awards to that."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.queries import related_among
from marketplace.errors import (
    AlreadyAllowed,
    PartiesInvalid,
    RelatedPurchaseNotFound,
    TenderNotFound,
)
from marketplace.locking import locked_row
from marketplace.organisations.use_cases import unknown_among
from marketplace.related_purchases import rules
from marketplace.related_purchases.orm import RelatedPurchase
from marketplace.tenders.orm import Tender
from shared.clocks import Clock
from shared.database import constraint_name
from shared.ids import new_id


async def allow(
    session: AsyncSession,
    clock: Clock,
    *,
    client_id: UUID,
    provider_id: UUID,
    tender_id: UUID,
    reason: str,
    cluster_id: UUID,
    person_id: UUID,
) -> RelatedPurchase:
    """Let an organisation take part in a related client's tender, as the cluster's manager.

    Whether the two are related now is neither asked nor told: that may be found out, or begin,
    later. Nothing is announced, since it would tell who bids. Raises TenderNotFound,
    PartiesInvalid, OwnMatter, TenderStateForbids, AlreadyAllowed.
    """
    tender = await locked_row(session, Tender, tender_id, shared=True)
    if tender is None or tender.published_at is None:
        raise TenderNotFound("There is no such tender")
    now = clock.now()
    rules.check_parties(client_id, provider_id, tender_client_id=tender.client_id)
    if await unknown_among(session, [provider_id]):
        raise PartiesInvalid("No such organisation is known here", pointer="/provider_id")
    parties = {client_id, provider_id}
    related = await related_among(session, organisation_id=cluster_id, others=parties, now=now)
    rules.check_no_own_matter(cluster_id, parties, related=related)
    rules.check_undecided(tender.status)
    row = RelatedPurchase(
        id=new_id(),
        version=1,
        client_id=client_id,
        provider_id=provider_id,
        tender_id=tender_id,
        reason=reason,
        allowed_by=person_id,
        allowed_at=now,
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_name(error) != "uq_related_purchases_one_in_force":
            raise
        raise AlreadyAllowed("This purchase is allowed already") from None
    return row


async def withdraw(
    session: AsyncSession, clock: Clock, *, related_purchase_id: UUID, person_id: UUID
) -> RelatedPurchase:
    """Take a permission back, as the cluster's manager.

    A bid that relied on it is then stopped at the award. Raises RelatedPurchaseNotFound,
    RelatedPurchaseStands.
    """
    row = await locked_row(session, RelatedPurchase, related_purchase_id)
    if row is None:
        raise RelatedPurchaseNotFound("There is no such permission")
    tender = await session.get_one(Tender, row.tender_id)
    now = clock.now()
    rules.check_withdrawable(
        allowed_at=row.allowed_at,
        withdrawn_at=row.withdrawn_at,
        used_at=row.used_at,
        deadline=tender.deadline,
        now=now,
    )
    row.withdrawn_at, row.withdrawn_by = now, person_id
    row.version += 1
    return row


async def check_participants(
    session: AsyncSession, *, tender: Tender, participants: Collection[UUID], now: datetime
) -> None:
    """Raise RelatedParties where one of them is related to the client without permission."""
    related = await related_among(
        session, organisation_id=tender.client_id, others=participants, now=now
    )
    if related:
        in_force = (RelatedPurchase.tender_id == tender.id, RelatedPurchase.withdrawn_at.is_(None))
        allowed = await session.scalars(select(RelatedPurchase.provider_id).where(*in_force))
        rules.check_allowed(related, set(allowed))


async def use(
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
    statement = (
        select(RelatedPurchase)
        .where(
            RelatedPurchase.tender_id == tender.id,
            RelatedPurchase.provider_id.in_(related),
            RelatedPurchase.withdrawn_at.is_(None),
        )
        # In one order for everybody, so that no two awards wait for each other.
        .order_by(RelatedPurchase.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    permissions = list(await session.scalars(statement))
    rules.check_allowed(related, {one.provider_id for one in permissions})
    for one in permissions:
        if one.used_at is None:
            one.used_at = now
            one.version += 1
    return True
