"""Reading equipment: everybody sees the published items, a provider all of its own."""

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.equipment.orm import EquipmentItem
from marketplace.equipment.repository import seen_item
from marketplace.equipment.schemas import EquipmentOut
from marketplace.organisations.repository import may_sql
from marketplace.vocabulary import Region
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_equipment(
    session: AsyncSession,
    *,
    paging: Paging,
    by: Caller | None,
    provider_id: UUID | None,
    category: str | None,
    region: Region | None,
) -> Page[EquipmentOut]:
    """Published equipment, newest first; for a provider its drafts and withdrawn ones too.

    Those of a provider that may not publish by its standing are shown to it alone.
    """
    reader_id = by.organisation_id if by is not None else None
    statement = select(EquipmentItem).where(
        or_(
            and_(
                EquipmentItem.status == "published", may_sql("publish", EquipmentItem.provider_id)
            ),
            EquipmentItem.provider_id == reader_id,
        )
    )
    for column, value in (
        (EquipmentItem.provider_id, provider_id),
        (EquipmentItem.category, category),
        (EquipmentItem.region, region),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return await page_of(
        session,
        statement,
        keys=[Key(EquipmentItem.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=EquipmentOut.model_validate,
    )


async def read_equipment(
    session: AsyncSession, *, item_id: UUID, by: Caller | None
) -> EquipmentOut:
    """One equipment item: published, or the caller's own. Raises `EquipmentNotFound` otherwise."""
    return EquipmentOut.model_validate(await seen_item(session, item_id, by=by))
