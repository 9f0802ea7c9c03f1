"""Reading equipment: everybody sees the published ones, a provider all of its own."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.equipment.orm import EquipmentItem
from marketplace.equipment.schemas import EquipmentShown
from marketplace.errors import EquipmentNotFound
from marketplace.offers.rules import is_seen
from marketplace.vocabulary import Region
from shared.http.paging import Key, Page, Paging, page_of


async def equipment(
    session: AsyncSession,
    *,
    paging: Paging,
    reader_id: UUID | None,
    provider_id: UUID | None,
    category: str | None,
    region: Region | None,
) -> Page[EquipmentShown]:
    """Return the equipment that the reader may see, newest first."""
    statement = select(EquipmentItem).where(
        or_(EquipmentItem.status == "published", EquipmentItem.provider_id == reader_id)
    )
    wanted = {"provider_id": provider_id, "category": category, "region": region}
    for name, value in wanted.items():
        if value is not None:
            statement = statement.where(getattr(EquipmentItem, name) == value)
    return await page_of(
        session,
        statement,
        keys=[Key(EquipmentItem.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=EquipmentShown.of,
    )


async def item(session: AsyncSession, *, item_id: UUID, reader_id: UUID | None) -> EquipmentShown:
    """Return one item that the reader may see; EquipmentNotFound otherwise."""
    row = await session.get(EquipmentItem, item_id)
    if row is None or not is_seen(row.status, provider_id=row.provider_id, reader_id=reader_id):
        raise EquipmentNotFound("There is no such equipment item")
    return EquipmentShown.of(row)
