"""Who holds a role in an organisation, and the notices that wait for more of them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation
from registry.identity.accounts.orm import Account
from registry.notices.orm import Notice
from registry.organisations.orm import Organisation


def _holds(role: str) -> ColumnElement[bool]:
    of_its_people = Delegation.office == "representative"
    if role == "representative":
        return of_its_people
    return or_(and_(of_its_people, Delegation.roles.contains([role])), Delegation.office == role)


async def holders(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    role: str,
    at_most: int,
    after: UUID | None = None,
    among: Collection[UUID] | None = None,
) -> Sequence[UUID]:
    """The accounts that hold a role or office in an organisation now, in the order of their ids.

    `among`: these of them alone.
    """
    statement = (
        select(Account.id)
        .join(Delegation, Delegation.account_id == Account.id)
        .where(Delegation.organisation_id == organisation_id, _holds(role))
        .distinct()
        .order_by(Account.id)
        .limit(at_most)
    )
    if among is not None:
        statement = statement.where(Account.id.in_(among))
    if after is not None:
        statement = statement.where(Account.id > after)
    return (await session.scalars(statement)).all()


async def managers_of_the_cluster(
    session: AsyncSession, *, after: UUID | None, at_most: int
) -> Sequence[UUID]:
    """The accounts of the cluster's managers."""
    statement = (
        select(Delegation.account_id)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .where(Organisation.is_cluster, Delegation.office == "manager")
        .order_by(Delegation.account_id)
        .limit(at_most)
    )
    if after is not None:
        statement = statement.where(Delegation.account_id > after)
    return (await session.scalars(statement)).all()


def still_addressed(account_id: UUID) -> ColumnElement[bool]:
    """Of a statement on notices: whether the person holds, now, what a notice came to it by."""
    place = Delegation.account_id == account_id
    there = place & (Delegation.organisation_id == Notice.organisation_id)
    of_its_people = Delegation.office == "representative"
    by_role = or_(
        and_(
            of_its_people,
            or_(Notice.role == "representative", Notice.role == any_(Delegation.roles)),
        ),
        Delegation.office == Notice.role,
    )
    as_administrator = and_(of_its_people, Delegation.roles.contains(["administrator"]))
    as_manager = (
        select(Delegation.account_id)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .where(place, Organisation.is_cluster, Delegation.office == "manager")
        .exists()
    )
    return or_(
        and_(
            Notice.reached == "role",
            select(Delegation.account_id).where(there, by_role).correlate(Notice).exists(),
        ),
        and_(
            Notice.reached == "administrators",
            select(Delegation.account_id).where(there, as_administrator).correlate(Notice).exists(),
        ),
        and_(Notice.reached == "manager", as_manager),
    )


async def spreading(session: AsyncSession, *, at_most: int) -> Sequence[Notice]:
    """Notices that have not come to everybody yet, locked; those of another turn are left to it."""
    return (
        await session.scalars(
            select(Notice)
            .where(Notice.spread_after.is_not(None))
            .order_by(Notice.id)
            .limit(at_most)
            .with_for_update(skip_locked=True)
        )
    ).all()
