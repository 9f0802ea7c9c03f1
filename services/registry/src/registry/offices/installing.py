"""The first officers of a platform: put into office by its operator."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.offices import repository
from registry.offices.changes import begin_term
from registry.offices.orm import OfficeTerm
from registry.vault import Vault
from registry.vocabulary import ClusterOffice
from shared.clocks import RIGA, Clock
from shared.ids import new_id

BOOTSTRAP_AREA = "general"
"""The area of a member of the board until it takes another."""


async def install_officer(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    account_id: UUID,
    office: ClusterOffice,
    name_public: bool = False,
) -> bool:
    """Put a person into office by the operator's decision; False when it had the office before.

    Who was recalled, has resigned or was not elected again does not come back with the next
    deployment; unless nobody is left who could fill an office, then the operator begins anew.
    Raises `OfficeFull` beyond the seats and `OfficesExcludeEachOther`.
    """
    cluster = await repository.hold_offices(session)
    had = await session.scalar(
        select(
            exists().where(
                OfficeTerm.account_id == account_id,
                OfficeTerm.office == office,
                OfficeTerm.began_at.is_not(None),
            )
        )
    )
    if had and await repository.able_to_act(session):
        return False
    now = clock.now()
    term = OfficeTerm(
        id=new_id(),
        version=1,
        office=office,
        area=BOOTSTRAP_AREA if office == "board" else None,
        status="accepted",
        account_id=account_id,
        name_public=name_public,
        decision_kind="bootstrap",
        decision_reference="bootstrap",
        decided_on=now.astimezone(RIGA).date(),
        recorded_at=now,
        begins_at=now,
    )
    session.add(term)
    await session.flush()
    await begin_term(
        session,
        clock,
        vault=vault,
        cluster_id=cluster.id,
        term=term,
        policies=await repository.policies_at(session, now),
    )
    return True
