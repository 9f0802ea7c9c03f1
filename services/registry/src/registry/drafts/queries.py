"""Reading one's own drafts."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation
from registry.drafts.orm import ApplicationDraft
from registry.drafts.repository import own_draft
from registry.drafts.schemas import DraftOut
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_drafts(session: AsyncSession, *, paging: Paging, by: Caller) -> Page[DraftOut]:
    """The drafts of the organisations that the caller administers, the newest first."""
    administered = select(Delegation.organisation_id).where(
        Delegation.account_id == by.subject,
        Delegation.office == "representative",
        Delegation.roles.overlap(sorted(OPENED_BY["list_drafts"])),
    )
    if by.organisation_id is not None:
        administered = administered.where(Delegation.organisation_id == by.organisation_id)
    return await page_of(
        session,
        select(ApplicationDraft).where(ApplicationDraft.organisation_id.in_(administered)),
        keys=[Key(ApplicationDraft.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=DraftOut.model_validate,
    )


async def show_draft(session: AsyncSession, *, draft_id: UUID, by: Caller) -> DraftOut:
    """One draft, for the administrators of its organisation; to all others it does not exist."""
    draft = await own_draft(session, draft_id, operation="show_draft", by=by)
    return DraftOut.model_validate(draft)
