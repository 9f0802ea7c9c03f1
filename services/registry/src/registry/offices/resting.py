"""An office of the cluster rests while those whom its holder represents may not hold one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation
from registry.offices.errors import OfficeRests
from registry.organisations.orm import Organisation


async def resting(session: AsyncSession, *, among: Collection[UUID]) -> set[UUID]:
    """Who represents members alone (or excluded ones) that may not `hold_office` now.

    An office is a person's, and stays one; a board has delegates of the members, though, and nobody
    delegates whom it may not. Who represents no member, or another one as well, holds its office.
    What a standing may is the dated table of standings.
    """
    rows = await session.execute(
        select(Delegation.account_id, Organisation.may)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .where(
            Delegation.account_id.in_(among),
            Delegation.office == "representative",
            or_(Organisation.membership == "member", Organisation.standing == "excluded"),
        )
    )
    holds: dict[UUID, bool] = {}
    for account_id, may in rows:
        # None: all, as before there were standings.
        able = may is None or "hold_office" in may
        holds[account_id] = holds.get(account_id, False) or able
    return {account_id for account_id, able in holds.items() if not able}


async def check_office_does_not_rest(session: AsyncSession, *, account_id: UUID) -> None:
    """Raise `OfficeRests`."""
    if await resting(session, among=[account_id]):
        raise OfficeRests(
            "The members that you represent may not hold office by their standing; neither do you"
            " act as an officer meanwhile"
        )
