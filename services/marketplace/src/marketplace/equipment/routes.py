"""The paths of equipment, below /v1/marketplace/equipment."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from marketplace.callers import Acting, ReadingIfAny
from marketplace.equipment import queries, use_cases
from marketplace.equipment.schemas import EquipmentChanges, EquipmentShown, NewEquipment
from marketplace.vocabulary import Region
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/marketplace/equipment", tags=["equipment"])


@router.post("", status_code=201)
async def create_equipment(
    acting: Acting, session: Session, clock: BusinessClock, body: NewEquipment, response: Response
) -> EquipmentShown:
    """Write a draft of an equipment item, for the organisation that the caller represents.

    Nobody else sees a draft. 409 `organisation_not_yet_known` right after the registration:
    try again in a moment.
    """
    row = await use_cases.create(session, clock, provider_id=acting, **body.columns())
    set_etag(response, row.version)
    response.headers["Location"] = f"{router.prefix}/{row.id}"
    return EquipmentShown.of(row)


@router.get("")
async def list_equipment(
    *,
    reader: ReadingIfAny,
    session: Session,
    pages: Pages,
    provider_id: UUID | None = None,
    category: Annotated[Code | None, Query()] = None,
    region: Region | None = None,
) -> Page[EquipmentShown]:
    """Published equipment, newest first; for a provider its drafts and withdrawn ones too."""
    return await queries.equipment(
        session,
        paging=pages,
        reader_id=reader,
        provider_id=provider_id,
        category=category,
        region=region,
    )


@router.get("/{item_id}")
async def read_equipment(
    reader: ReadingIfAny, session: Session, item_id: UUID, response: Response
) -> EquipmentShown:
    """One equipment item: published, or the caller's own."""
    shown = await queries.item(session, item_id=item_id, reader_id=reader)
    set_etag(response, shown.version)
    return shown


@router.patch("/{item_id}")
async def change_equipment(
    *,
    acting: Acting,
    session: Session,
    item_id: UUID,
    version: IfMatch,
    body: EquipmentChanges,
    response: Response,
) -> EquipmentShown:
    """Change a draft or a published item of one's own. Announces `equipment.updated`."""
    row = await use_cases.change(
        session,
        item_id=item_id,
        provider_id=acting,
        expected_version=version,
        changes=body.columns(),
    )
    set_etag(response, row.version)
    return EquipmentShown.of(row)


@router.post("/{item_id}/publication")
async def publish_equipment(
    acting: Acting, session: Session, clock: BusinessClock, item_id: UUID, response: Response
) -> EquipmentShown:
    """Make a draft of one's own public. Announces `equipment.published`."""
    row = await use_cases.publish(session, clock, item_id=item_id, provider_id=acting)
    set_etag(response, row.version)
    return EquipmentShown.of(row)


@router.post("/{item_id}/withdrawal")
async def withdraw_equipment(
    acting: Acting, session: Session, item_id: UUID, response: Response
) -> EquipmentShown:
    """Take a published item of one's own back for good. Announces `equipment.withdrawn`."""
    row = await use_cases.withdraw(session, item_id=item_id, provider_id=acting)
    set_etag(response, row.version)
    return EquipmentShown.of(row)
