"""The paths of equipment, below /v1/marketplace/equipment."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from marketplace.callers import ReaderIfAny, Representative
from marketplace.equipment import queries, use_cases
from marketplace.equipment.orm import EquipmentItem
from marketplace.equipment.schemas import EquipmentChanges, EquipmentIn, EquipmentOut
from marketplace.vocabulary import Region
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/marketplace/equipment", tags=["equipment"])


def _tagged(response: Response, item: EquipmentItem) -> EquipmentOut:
    set_etag(response, item.version)
    return EquipmentOut.model_validate(item)


@router.post("", status_code=201, description=getdoc(use_cases.create_equipment))
async def create_equipment(
    by: Representative,
    session: Session,
    clock: BusinessClock,
    body: EquipmentIn,
    response: Response,
) -> EquipmentOut:
    item = await use_cases.create_equipment(session, clock, by=by, **body.columns())
    response.headers["Location"] = f"{router.prefix}/{item.id}"
    return _tagged(response, item)


@router.get("", description=getdoc(queries.list_equipment))
async def list_equipment(
    *,
    by: ReaderIfAny,
    session: Session,
    pages: Pages,
    provider_id: UUID | None = None,
    category: Annotated[Code | None, Query()] = None,
    region: Region | None = None,
) -> Page[EquipmentOut]:
    return await queries.list_equipment(
        session, paging=pages, by=by, provider_id=provider_id, category=category, region=region
    )


@router.get("/{item_id}", description=getdoc(queries.read_equipment))
async def read_equipment(
    by: ReaderIfAny, session: Session, item_id: UUID, response: Response
) -> EquipmentOut:
    item = await queries.read_equipment(session, item_id=item_id, by=by)
    set_etag(response, item.version)
    return item


@router.patch("/{item_id}", description=getdoc(use_cases.change_equipment))
async def change_equipment(
    *,
    by: Representative,
    session: Session,
    item_id: UUID,
    version: IfMatch,
    body: EquipmentChanges,
    response: Response,
) -> EquipmentOut:
    item = await use_cases.change_equipment(
        session, item_id=item_id, by=by, expected_version=version, changes=body.columns()
    )
    return _tagged(response, item)


@router.post("/{item_id}/publication", description=getdoc(use_cases.publish_equipment))
async def publish_equipment(
    by: Representative, session: Session, clock: BusinessClock, item_id: UUID, response: Response
) -> EquipmentOut:
    item = await use_cases.publish_equipment(session, clock, item_id=item_id, by=by)
    return _tagged(response, item)


@router.post("/{item_id}/withdrawal", description=getdoc(use_cases.withdraw_equipment))
async def withdraw_equipment(
    by: Representative, session: Session, item_id: UUID, response: Response
) -> EquipmentOut:
    item = await use_cases.withdraw_equipment(session, item_id=item_id, by=by)
    return _tagged(response, item)
