"""Reading one's own API keys."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.identity.api_keys.orm import ApiKey
from registry.identity.api_keys.rules import check_may_manage_keys
from registry.identity.api_keys.schemas import ApiKeyOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_api_keys(session: AsyncSession, *, paging: Paging, by: Caller) -> Page[ApiKeyOut]:
    """The caller's own API keys that are not revoked, the earliest first: by its own login."""
    check_may_manage_keys(is_person=in_person(by))
    return await page_of(
        session,
        select(ApiKey).where(ApiKey.account_id == by.subject, ApiKey.revoked_at.is_(None)),
        keys=[Key(ApiKey.id, lambda row: row.id)],
        paging=paging,
        to_item=ApiKeyOut.model_validate,
    )
