"""Reading the invitations of an organisation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import check_acts_for
from registry.invitations.orm import Invitation
from registry.invitations.schemas import InvitationOut
from registry.organisations.repository import find_organisation
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_invitations(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, now: datetime, by: Caller
) -> Page[InvitationOut]:
    """Whom an organisation invited: for its administrators, and the manager.

    The earliest first.
    """
    await find_organisation(session, organisation_id)
    await check_acts_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["list_invitations"]
    )
    return await page_of(
        session,
        select(Invitation).where(Invitation.organisation_id == organisation_id),
        keys=[Key(Invitation.id, lambda invitation: invitation.id)],
        paging=paging,
        to_item=lambda invitation: InvitationOut.at(invitation, now=now),
    )
