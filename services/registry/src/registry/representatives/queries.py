"""Reading who acts for an organisation, and with which roles."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import check_acts_for
from registry.identity.accounts.orm import Account
from registry.organisations.repository import find_organisation
from registry.permissions import OPENED_BY
from registry.representatives.repository import (
    find_representative,
    people_of,
    representative_in,
)
from registry.representatives.schemas import RepresentativeOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_representatives(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, by: Caller
) -> Page[RepresentativeOut]:
    """Who acts for an organisation, and with which roles: for its own people, and the manager.

    By the age of their accounts.
    """
    await find_organisation(session, organisation_id)
    await check_acts_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["list_representatives"]
    )
    return await page_of(
        session,
        people_of(organisation_id),
        keys=[Key(Account.id, lambda row: row[0].id)],
        paging=paging,
        to_item=lambda row: RepresentativeOut.model_validate(representative_in(row)),
    )


async def show_representative(
    session: AsyncSession, *, organisation_id: UUID, account_id: UUID, by: Caller
) -> RepresentativeOut:
    """One of an organisation's people, and its roles: for its own people, and the manager.

    The ETag is the version that a change of roles is decided on.
    """
    await find_organisation(session, organisation_id)
    await check_acts_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["show_representative"]
    )
    return RepresentativeOut.model_validate(
        await find_representative(session, organisation_id=organisation_id, account_id=account_id)
    )
