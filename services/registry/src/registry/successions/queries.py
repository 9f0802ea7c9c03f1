"""Reading successions."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.rules import check_manager
from registry.delegations.authorisation import check_acts_for
from registry.identity.errors import NotItsRepresentative
from registry.organisations.repository import find_organisation
from registry.permissions import OPENED_BY
from registry.successions.errors import SuccessionNotFound
from registry.successions.orm import Succession
from registry.successions.repository import find_succession
from registry.successions.schemas import SuccessionOut
from registry.vocabulary import SuccessionStatus
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_successions(
    session: AsyncSession, *, status: SuccessionStatus | None, paging: Paging, by: Caller
) -> Page[SuccessionOut]:
    """Every succession, the newest first, under way or ended: for the manager."""
    check_manager(is_manager=by.has_role("manager"))
    statement = select(Succession)
    if status is not None:
        statement = statement.where(Succession.status == status)
    return await page_of(
        session,
        statement,
        keys=[Key(Succession.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=SuccessionOut.model_validate,
    )


async def successions_of(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, by: Caller
) -> Page[SuccessionOut]:
    """Whether another administrator of an organisation is or was looked for, the newest first.

    For its administrators, and the manager.
    """
    await find_organisation(session, organisation_id)
    await check_acts_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["successions_of"]
    )
    return await page_of(
        session,
        select(Succession).where(Succession.organisation_id == organisation_id),
        keys=[Key(Succession.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=SuccessionOut.model_validate,
    )


async def show_succession(
    session: AsyncSession, *, succession_id: UUID, by: Caller
) -> SuccessionOut:
    """One succession, for its organisation's administrators and the manager.

    For whoever is not of the organisation it does not exist.
    """
    succession = await find_succession(session, succession_id)
    try:
        await check_acts_for(
            session,
            organisation_id=succession.organisation_id,
            by=by,
            roles=OPENED_BY["show_succession"],
        )
    except NotItsRepresentative:
        raise SuccessionNotFound("No succession has this id") from None
    return SuccessionOut.model_validate(succession)
