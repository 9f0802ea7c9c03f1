"""Telling who is in an office that it ends, and who fills offices that there is one to fill."""

from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.notices.use_cases import post_notice
from registry.offices import repository
from registry.offices.orm import OfficeTerm
from registry.offices.rules import ABLE_TO_ACT
from registry.organisations.repository import find_cluster
from registry.vocabulary import ClusterOffice
from shared.clocks import Clock, riga_date

DAYS_BEFORE: Final = (30, 60)
"""So many days before the end of a term it is told, the nearest first."""


async def tell_of_ending_terms(session: AsyncSession, clock: Clock) -> None:
    """Tell of terms that end within 60 days, and again within 30: each once.

    The person itself, and manager and board, who have to see to a successor. An end that was moved
    meanwhile is told anew.
    """
    cluster = await find_cluster(session)
    if cluster is None:
        return
    now = clock.now()
    terms = await session.scalars(
        select(OfficeTerm)
        .where(
            OfficeTerm.status == "in_office",
            OfficeTerm.ends_at > now,
            OfficeTerm.ends_at <= now + timedelta(days=max(DAYS_BEFORE)),
        )
        .order_by(OfficeTerm.id)
    )
    for term in terms.all():
        ends_at = cast("datetime", term.ends_at)
        days = next(days for days in DAYS_BEFORE if ends_at <= now + timedelta(days=days))
        await _tell_ending(session, clock, cluster.id, term, f"{riga_date(ends_at)} {days}")


async def _tell_ending(
    session: AsyncSession, clock: Clock, cluster_id: UUID, term: OfficeTerm, once: str
) -> None:
    day = riga_date(cast("datetime", term.ends_at))
    link = f"/v1/registry/office-terms/{term.id}"
    account_id = cast("UUID", term.account_id)
    await post_notice(
        session,
        clock,
        organisation_id=cluster_id,
        role=cast("ClusterOffice", term.office),
        template="office_ending",
        values={"day": day},
        link=link,
        among={account_id},
        notice_id=uuid5(term.id, once),
    )
    others = await repository.able_to_act(session, besides=account_id)
    for office in ABLE_TO_ACT:
        await post_notice(
            session,
            clock,
            organisation_id=cluster_id,
            role=office,
            template="office_to_fill",
            values={"day": day},
            link=link,
            among=others,
            notice_id=uuid5(term.id, f"{once} {office}"),
        )


async def tell_to_confirm(
    session: AsyncSession, clock: Clock, cluster_id: UUID, term: OfficeTerm
) -> None:
    """Tell the other members of the board that an offer waits for one of them."""
    board = {one.account_id for one in await repository.in_office(session, "board")}
    await post_notice(
        session,
        clock,
        organisation_id=cluster_id,
        role="board",
        template="office_to_confirm",
        values={},
        link=f"/v1/registry/office-terms/{term.id}",
        among={one for one in board if one is not None} - {term.recorded_by},
    )


async def tell_ended(
    session: AsyncSession, clock: Clock, cluster_id: UUID, term: OfficeTerm
) -> None:
    """Tell the person, while it holds the office still, that the term is over."""
    await post_notice(
        session,
        clock,
        organisation_id=cluster_id,
        role=cast("ClusterOffice", term.office),
        template="office_ended",
        values={},
        link=f"/v1/registry/office-terms/{term.id}",
        among={cast("UUID", term.account_id)},
    )
