"""What can be done with a tender before its bids are opened. Each verb is the client's alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.organisations.repository import check_known, check_may, may_now
from marketplace.sealing.repository import add_tender_key
from marketplace.sealing.seals import MasterKey
from marketplace.taxonomy.repository import check_places
from marketplace.taxonomy.rules import Place
from marketplace.tenders import rules
from marketplace.tenders.events import TenderAwarded, TenderCancelled, TenderPublished
from marketplace.tenders.orm import Tender
from marketplace.tenders.repository import new_lots, own_tender, replace_lots
from marketplace.tenders.rules import NewLot, Weights
from shared.callers import Caller
from shared.clocks import Clock
from shared.errors import Stale
from shared.ids import new_id
from shared.messaging.outbox import announce


async def create_tender(
    session: AsyncSession,
    clock: Clock,
    *,
    by: Caller,
    title: ByLanguage,
    description: ByLanguage,
    deadline: datetime,
    weights: Weights,
    lots: Sequence[NewLot],
) -> Tender:
    """Write a draft of a tender, for the organisation that the caller represents.

    Nobody else sees it. The deadline lies in the future of the business clock, the weights sum to
    100. 422 `role_outside_stage` for a lot with a role that the taxonomy does not have in its
    stage. Raises `OrganisationNotYetKnown`, `DeadlineOutOfRange`, `WeightsNotHundred`,
    `LotsOutOfRange`, `RoleOutsideStage`.
    """
    now = clock.now()
    rules.check_deadline(deadline, now)
    rules.check_lots(len(lots))
    weights.check()
    await check_places(session, _places(lots))
    await check_known(session, by.acting_for)
    tender = Tender(
        id=new_id(),
        version=1,
        client_id=by.acting_for,
        title=dict(title),
        description=dict(description),
        deadline=deadline,
        weights=weights,
        status="draft",
        created_at=now,
        lots=new_lots(lots),
    )
    session.add(tender)
    await session.flush()
    return tender


async def change_tender(
    session: AsyncSession,
    clock: Clock,
    *,
    tender_id: UUID,
    by: Caller,
    expected_version: int | None,
    changes: Mapping[str, Any],
) -> Tender:
    """Change a draft of one's own; what was published stays, since bidders rely on it.

    What is given replaces; `lots` all lots. 422 `role_outside_stage` for a lot with a role that
    the taxonomy does not have in its stage. Raises `TenderNotFound`, `NotTheClient`,
    `TenderStateForbids`, `Stale`, `DeadlineOutOfRange`, `WeightsNotHundred`, `LotsOutOfRange`,
    `RoleOutsideStage`.
    """
    tender = await own_tender(session, tender_id, by=by)
    rules.check_editable(tender.status)
    if expected_version is not None and tender.version != expected_version:
        raise Stale("The tender was changed since; read it again")
    columns = dict(changes)
    lots: Sequence[NewLot] | None = columns.pop("lots", None)
    if "deadline" in columns:
        rules.check_deadline(columns["deadline"], clock.now())
    if "weights" in columns:
        columns["weights"].check()
    if lots is not None:
        rules.check_lots(len(lots))
        await check_places(session, _places(lots))
        await replace_lots(session, tender, lots)
    for name, value in columns.items():
        setattr(tender, name, value)
    tender.version += 1
    return tender


async def publish_tender(
    session: AsyncSession, clock: Clock, *, master_key: MasterKey, tender_id: UUID, by: Caller
) -> Tender:
    """Ask for bids: make a draft of one's own public, and the key that will seal its bids.

    409 `standing_forbids` while the client may not publish: one that is suspended, say.
    Announces `tender.published`. Raises `TenderNotFound`, `NotTheClient`, `StandingForbids`,
    `TenderStateForbids`, `DeadlineOutOfRange`.
    """
    tender = await own_tender(session, tender_id, by=by)
    await check_may(session, "publish", [tender.client_id])
    now = clock.now()
    tender.status = rules.published(tender.status, deadline=tender.deadline, now=now)
    tender.published_at = now
    tender.version += 1
    add_tender_key(session, master_key, tender.id)
    await announce(session, TenderPublished.model_validate(tender))
    return tender


async def cancel_tender(
    session: AsyncSession, clock: Clock, *, tender_id: UUID, by: Caller, reason: str
) -> Tender:
    """Call a tender of one's own off, as long as no lot is awarded.

    A client that may not publish by its standing (one that leaves, say) can award nothing more:
    it calls off the lots that are still open, and the tender ends as awarded. Sealed bids stay
    sealed for ever. Announces `tender.cancelled` if it was public, or `tender.awarded`. Raises
    `TenderNotFound`, `NotTheClient`, `TenderStateForbids`.
    """
    tender = await own_tender(session, tender_id, by=by)
    was_public = tender.status != "draft"
    awarded = sum(lot.status == "awarded" for lot in tender.lots)
    tender.status = rules.cancelled(
        tender.status,
        awarded_lots=awarded,
        may_award=await may_now(session, "publish", tender.client_id),
    )
    tender.cancelled_at, tender.cancellation_reason = clock.now(), reason
    tender.version += 1
    for lot in tender.lots:
        if tender.status == "cancelled" or lot.status == "open":
            lot.status = "cancelled"
    if tender.status == "awarded":
        await announce(session, TenderAwarded.model_validate(tender))
    elif was_public:
        await announce(session, TenderCancelled.model_validate(tender))
    return tender


def _places(lots: Sequence[NewLot]) -> list[Place]:
    return [
        Place(lot.stage, lot.role, pointer=f"/lots/{position}/role")
        for position, lot in enumerate(lots)
    ]
