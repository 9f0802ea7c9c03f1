"""Reading who acts for an organisation."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import check_acts_for
from registry.delegations.orm import Delegation
from registry.identity.accounts.orm import Account
from registry.organisations.repository import find_organisation
from registry.representatives.schemas import RepresentativeOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_representatives(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, by: Caller
) -> Page[RepresentativeOut]:
    """Who acts for an organisation: for its own representatives, and the manager.

    By the age of their accounts.
    """
    await find_organisation(session, organisation_id)
    await check_acts_for(session, organisation_id=organisation_id, by=by)
    return await page_of(
        session,
        select(Account)
        .join(Delegation, Delegation.account_id == Account.id)
        .where(
            Delegation.organisation_id == organisation_id,
            Delegation.office == "representative",
        ),
        keys=[Key(Account.id, lambda account: account.id)],
        paging=paging,
        to_item=RepresentativeOut.model_validate,
    )
