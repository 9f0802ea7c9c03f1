"""Finding drafts, for those whose they are."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.opening import check_person
from registry.delegations.authorisation import check_speaks_for
from registry.delegations.errors import RoleNotHeld
from registry.drafts.errors import DraftNotFound, StaleDraft
from registry.drafts.orm import ApplicationDraft
from registry.identity.errors import NotItsRepresentative
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.rows import locked_row


async def own_draft(
    session: AsyncSession, draft_id: UUID, *, operation: str, by: Caller
) -> ApplicationDraft:
    """Lock a draft for an administrator of its organisation.

    To all others, manager and board among them, it does not exist: `DraftNotFound`.
    """
    draft = await locked_row(session, ApplicationDraft, draft_id)
    if draft is None:
        raise DraftNotFound("No draft has this id")
    try:
        await check_speaks_for(
            session, organisation_id=draft.organisation_id, by=by, roles=OPENED_BY[operation]
        )
    except (NotItsRepresentative, RoleNotHeld):
        raise DraftNotFound("No draft has this id") from None
    return draft


async def draft_to_change(
    session: AsyncSession, draft_id: UUID, *, operation: str, version: int | None, by: Caller
) -> ApplicationDraft:
    """The same, as it was read; raises `StaleDraft`, and `PersonOnly` to a machine."""
    draft = await own_draft(session, draft_id, operation=operation, by=by)
    check_person(by)
    if version is not None and version != draft.version:
        raise StaleDraft("The draft has changed since; read it again")
    return draft
