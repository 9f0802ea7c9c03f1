"""Reading machine accounts."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.identity.clients.orm import Client
from registry.identity.clients.rules import check_may_manage_clients
from registry.identity.clients.schemas import ClientOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_clients(session: AsyncSession, *, paging: Paging, by: Caller) -> Page[ClientOut]:
    """The live machine accounts, the earliest first: for the manager."""
    check_may_manage_clients(is_manager=by.has_role("manager"), is_person=in_person(by))
    return await page_of(
        session,
        select(Client).where(Client.revoked_at.is_(None)),
        keys=[Key(Client.id, lambda row: row.id)],
        paging=paging,
        to_item=ClientOut.model_validate,
    )
