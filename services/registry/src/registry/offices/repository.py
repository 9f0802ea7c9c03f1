"""Finding terms of office, and holding the offices for whoever changes who is in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.orm import Account
from registry.offices.errors import OfficeTermNotFound, StaleTerm
from registry.offices.orm import OfficePolicy, OfficeTerm
from registry.offices.rules import ABLE_TO_ACT, OPEN, Sitting
from registry.organisations.orm import Organisation
from registry.organisations.repository import find_cluster
from registry.vocabulary import ClusterOffice
from shared.locks import lock_named, take_locks
from shared.rows import locked_row

_TURN: Final = lock_named("registry.offices")


async def hold_offices(session: AsyncSession) -> Organisation:
    """Hold all offices until the transaction ends; return the cluster's own organisation.

    They are few and change seldom, and each change looks at the others.
    """
    cluster = await hold_offices_if_any(session)
    assert cluster is not None, "somebody calls, so there is a cluster"
    return cluster


async def hold_offices_if_any(session: AsyncSession) -> Organisation | None:
    """The same; None before the cluster is bootstrapped."""
    await take_locks(session, _TURN)
    return await find_cluster(session)


async def policies_at(
    session: AsyncSession, moment: datetime
) -> Mapping[ClusterOffice, OfficePolicy]:
    """The figures in force at a moment, by office."""
    rows = await session.scalars(
        select(OfficePolicy)
        .where(OfficePolicy.valid_from <= moment)
        .order_by(OfficePolicy.valid_from)
    )
    # The last of each office stays.
    return {cast("ClusterOffice", row.office): row for row in rows}


async def find_term(session: AsyncSession, term_id: UUID) -> OfficeTerm:
    """Return the term; raise `OfficeTermNotFound`."""
    return _found(await session.get(OfficeTerm, term_id))


async def locked_term(
    session: AsyncSession, term_id: UUID, *, version: int | None = None
) -> OfficeTerm:
    """The same, locked; raise `StaleTerm` when it is not at the version that was decided on."""
    term = _found(await locked_row(session, OfficeTerm, term_id))
    if version is not None and term.version != version:
        raise StaleTerm("The term has changed since you read it")
    return term


async def in_office(session: AsyncSession, *offices: str) -> Sequence[OfficeTerm]:
    """The terms that last now, in these offices or in all, by seat."""
    statement = select(OfficeTerm).where(OfficeTerm.status == "in_office")
    if offices:
        statement = statement.where(OfficeTerm.office.in_(offices))
    return (await session.scalars(statement.order_by(OfficeTerm.office, OfficeTerm.seat))).all()


async def sitting_in(session: AsyncSession, office: str) -> list[Sitting]:
    """The same as the rules judge it."""
    return [
        Sitting(
            id=term.id,
            account_id=cast("UUID", term.account_id),
            seat=cast("int", term.seat),
            ends_at=term.ends_at,
        )
        for term in await in_office(session, office)
    ]


async def count_offered(session: AsyncSession, office: str, *, area: str | None = None) -> int:
    """How many seats of the office are offered to somebody, or accepted and yet to begin."""
    statement = select(func.count()).where(OfficeTerm.office == office, OfficeTerm.status.in_(OPEN))
    if area is not None:
        statement = statement.where(OfficeTerm.area == area)
    return await session.scalar(statement) or 0


async def offices_held(
    session: AsyncSession, account_id: UUID, *, besides: UUID | None = None
) -> set[str]:
    """The offices that the person is in, or has accepted."""
    statement = select(OfficeTerm.office).where(
        OfficeTerm.account_id == account_id, OfficeTerm.status.in_(("accepted", "in_office"))
    )
    if besides is not None:
        statement = statement.where(OfficeTerm.id != besides)
    return set(await session.scalars(statement))


async def able_to_act(session: AsyncSession, *, besides: UUID | None = None) -> set[UUID]:
    """Who could fill an office now: manager and board, but for this person."""
    terms = await in_office(session, *ABLE_TO_ACT)
    return {cast("UUID", term.account_id) for term in terms} - {besides}


async def ripe_terms(session: AsyncSession, now: datetime) -> Sequence[OfficeTerm]:
    """What time has something to do with: offers that lapse, terms that begin or end; locked."""
    return (
        await session.scalars(
            select(OfficeTerm)
            .where(
                or_(
                    OfficeTerm.status.in_(OPEN) & (OfficeTerm.lapses_at <= now),
                    (OfficeTerm.status == "accepted") & (OfficeTerm.begins_at <= now),
                    (OfficeTerm.status == "in_office") & (OfficeTerm.ends_at <= now),
                )
            )
            .order_by(OfficeTerm.ends_at, OfficeTerm.id)
            .with_for_update()
        )
    ).all()


async def open_terms_by(session: AsyncSession, account_id: UUID) -> Sequence[OfficeTerm]:
    """What is offered by this person's record or confirmation and not accepted yet; locked."""
    return (
        await session.scalars(
            select(OfficeTerm)
            .where(
                OfficeTerm.status.in_(("proposed", "confirmed")),
                or_(OfficeTerm.recorded_by == account_id, OfficeTerm.confirmed_by == account_id),
            )
            .order_by(OfficeTerm.id)
            .with_for_update()
        )
    ).all()


async def accounts_by_id(
    session: AsyncSession, ids: Collection[UUID | None]
) -> Mapping[UUID, Account]:
    """These accounts."""
    rows = await session.scalars(
        select(Account).where(Account.id.in_([one for one in ids if one is not None]))
    )
    return {row.id: row for row in rows}


def _found(term: OfficeTerm | None) -> OfficeTerm:
    if term is None:
        raise OfficeTermNotFound("No term has this id")
    return term
