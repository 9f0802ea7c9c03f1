"""What can be done with a tender before its bids are opened. Each verb is the client's alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.organisations.repository import check_known
from marketplace.sealing.repository import add_tender_key
from marketplace.sealing.seals import MasterKey
from marketplace.taxonomy.repository import check_places
from marketplace.taxonomy.rules import Place
from marketplace.tenders import rules
from marketplace.tenders.events import (
    LotState,
    TenderCancelled,
    TenderPublished,
    TenderState,
    WeightsState,
)
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.repository import add_lots, lots_of, own_tender
from marketplace.tenders.rules import NewLot, Weights
from shared.clocks import Clock
from shared.errors import Stale
from shared.ids import new_id
from shared.messaging.outbox import announce


async def create(
    session: AsyncSession,
    clock: Clock,
    *,
    client_id: UUID,
    title: ByLanguage,
    description: ByLanguage,
    deadline: datetime,
    weights: Weights,
    lots: Sequence[NewLot],
    tender_id: UUID | None = None,
) -> tuple[Tender, list[Lot]]:
    """Write a draft that only its client sees.

    Raises OrganisationNotYetKnown, DeadlineOutOfRange, WeightsNotHundred, LotsOutOfRange,
    RoleOutsideStage.
    """
    now = clock.now()
    rules.check_deadline(deadline, now)
    rules.check_lots(len(lots))
    weights.check()
    await check_places(session, _places(lots))
    await check_known(session, client_id)
    tender = Tender(
        id=tender_id or new_id(),
        version=1,
        client_id=client_id,
        title=dict(title),
        description=dict(description),
        deadline=deadline,
        status="draft",
        created_at=now,
        **_weight_columns(weights),
    )
    session.add(tender)
    await session.flush()
    return tender, await add_lots(session, tender.id, lots)


async def change(
    session: AsyncSession,
    clock: Clock,
    *,
    tender_id: UUID,
    client_id: UUID,
    expected_version: int | None,
    changes: Mapping[str, Any],
) -> tuple[Tender, list[Lot]]:
    """Replace the given fields of a draft; `weights` is a Weights, `lots` are NewLot.

    Raises TenderNotFound, NotTheClient, TenderStateForbids, Stale, and what `create` raises.
    """
    tender = await own_tender(session, tender_id, client_id=client_id)
    rules.check_editable(tender.status)
    if expected_version is not None and tender.version != expected_version:
        raise Stale("The tender was changed since; read it again")
    rest = dict(changes)
    lots = rest.pop("lots", None)
    weights = rest.pop("weights", None)
    if "deadline" in rest:
        rules.check_deadline(rest["deadline"], clock.now())
    if weights is not None:
        weights.check()
        rest.update(_weight_columns(weights))
    if lots is not None:
        rules.check_lots(len(lots))
        await check_places(session, _places(lots))
    for name, value in rest.items():
        setattr(tender, name, value)
    tender.version += 1
    if lots is None:
        return tender, await lots_of(session, tender.id)
    await session.execute(delete(Lot).where(Lot.tender_id == tender.id))
    return tender, await add_lots(session, tender.id, lots)


async def publish(
    session: AsyncSession, clock: Clock, *, master_key: MasterKey, tender_id: UUID, client_id: UUID
) -> tuple[Tender, list[Lot]]:
    """Make a draft public and make the key that will seal its bids.

    Announces `tender.published`. Raises TenderNotFound, NotTheClient, TenderStateForbids,
    DeadlineOutOfRange.
    """
    tender = await own_tender(session, tender_id, client_id=client_id)
    now = clock.now()
    tender.status = rules.published(tender.status, deadline=tender.deadline, now=now)
    tender.published_at = now
    tender.version += 1
    add_tender_key(session, master_key, tender.id)
    lots = await lots_of(session, tender.id)
    await announce(session, state_of(TenderPublished, tender, lots))
    return tender, lots


async def cancel(
    session: AsyncSession, clock: Clock, *, tender_id: UUID, client_id: UUID, reason: str
) -> tuple[Tender, list[Lot]]:
    """Call a tender off. Bids that are sealed stay sealed for ever.

    Announces `tender.cancelled` if it was public. Raises TenderNotFound, NotTheClient,
    TenderStateForbids.
    """
    tender = await own_tender(session, tender_id, client_id=client_id)
    lots = await lots_of(session, tender.id)
    was_public = tender.status != "draft"
    awarded = sum(lot.status == "awarded" for lot in lots)
    tender.status = rules.cancelled(tender.status, awarded_lots=awarded)
    tender.cancelled_at = clock.now()
    tender.cancellation_reason = reason
    tender.version += 1
    for lot in lots:
        lot.status = "cancelled"
    if was_public:
        await announce(session, state_of(TenderCancelled, tender, lots))
    return tender, lots


def state_of(kind: type[TenderState], tender: Tender, lots: Sequence[Lot]) -> TenderState:
    """The public part of a tender as a fact; budgets, bids and bidders are not in it."""
    names = ("id", "version", "client_id", "title", "description", "deadline", "status")
    lot_names = ("id", "title", "description", "stage", "role", "status")
    return kind(
        **{name: getattr(tender, name) for name in names},
        weights=WeightsState(
            price=tender.weight_price,
            quality=tender.weight_quality,
            delivery=tender.weight_delivery,
        ),
        lots=[LotState(**{name: getattr(lot, name) for name in lot_names}) for lot in lots],
    )


def _places(lots: Sequence[NewLot]) -> list[Place]:
    return [
        Place(lot.stage, lot.role, pointer=f"/lots/{position}/role")
        for position, lot in enumerate(lots)
    ]


def _weight_columns(weights: Weights) -> dict[str, int]:
    return {
        "weight_price": weights.price,
        "weight_quality": weights.quality,
        "weight_delivery": weights.delivery,
    }
