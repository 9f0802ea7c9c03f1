"""Who may vote: on the board all the time, and without an interest in the organisation."""

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.orm import BoardVote, DeclaredConflict
from registry.board_votes.policies import policy_at
from registry.board_votes.rules import (
    Elector,
    MatterKind,
    Spell,
    months_before,
    sitting_since,
)
from registry.delegations.orm import Affiliation, Delegation
from registry.offices.orm import OfficeTerm
from registry.organisations.orm import Organisation


async def electors_of(
    session: AsyncSession, vote: BoardVote, *, now: datetime, locked: bool = False
) -> list[Elector]:
    """Who may vote in it now; `locked` keeps everybody in office until the transaction ends."""
    sitting = await sitting_on_board(session, vote.opened_at, locked=locked)
    apart = await interested(
        session,
        matter=cast("MatterKind", vote.matter),
        case_id=vote.case_id,
        organisation_id=vote.organisation_id,
        among={one.account_id for one in sitting},
        now=now,
    )
    return [one for one in sitting if one.account_id not in apart]


async def sitting_on_board(
    session: AsyncSession, opened_at: datetime, *, locked: bool = False
) -> list[Elector]:
    """Who sat on the board at that moment, and does so since."""
    statement = (
        select(OfficeTerm)
        .where(
            OfficeTerm.office == "board",
            OfficeTerm.began_at.is_not(None),
            or_(OfficeTerm.ended_at.is_(None), OfficeTerm.ended_at >= opened_at),
        )
        .order_by(OfficeTerm.id)
    )
    if locked:
        # Shared: votes do not wait for each other, a recall waits for the count.
        statement = statement.with_for_update(read=True).execution_options(populate_existing=True)
    await session.flush()
    return sitting_since(
        [
            Spell(
                account_id=cast("UUID", term.account_id),
                seat=cast("int", term.seat),
                began_at=cast("datetime", term.began_at),
                ended_at=term.ended_at,
                succeeded=term.ended_because == "succeeded",
            )
            for term in await session.scalars(statement)
        ],
        opened_at,
    )


async def interested(
    session: AsyncSession,
    *,
    matter: MatterKind,
    case_id: UUID,
    organisation_id: UUID,
    among: Collection[UUID],
    now: datetime,
) -> set[UUID]:
    """Which of these people do not vote on the case: tied, declared, or of a suspended member."""
    months = policy_at(matter, now).conflict_months
    declared = await session.scalars(
        select(DeclaredConflict.declared_by).where(
            DeclaredConflict.case_id == case_id, DeclaredConflict.declared_by.in_(among)
        )
    )
    return (
        await tied_to(session, organisation_id, among=among, months=months, now=now)
        | set(declared)
        | await _silenced(session, among=among)
    )


async def tied_to(
    session: AsyncSession,
    organisation_id: UUID,
    *,
    among: Collection[UUID],
    months: int,
    now: datetime,
) -> set[UUID]:
    """Who holds any office in the organisation, or did within so many calendar months.

    Stepping down a second before a decision therefore changes nothing.
    """
    return set(
        await session.scalars(
            select(Affiliation.account_id).where(
                Affiliation.organisation_id == organisation_id,
                Affiliation.account_id.in_(among),
                or_(Affiliation.until.is_(None), Affiliation.until > months_before(now, months)),
            )
        )
    )


async def _silenced(session: AsyncSession, *, among: Collection[UUID]) -> set[UUID]:
    """Who represents members alone that may not vote, as a suspended one may not."""
    rows = await session.execute(
        select(Delegation.account_id, Organisation.may)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .where(
            Delegation.account_id.in_(among),
            Delegation.office == "representative",
            Organisation.membership == "member",
        )
    )
    voices: dict[UUID, bool] = {}
    for account_id, may in rows:
        # None: all, as before there were standings.
        voices[account_id] = voices.get(account_id, False) or may is None or "vote" in may
    return {account_id for account_id, has_voice in voices.items() if not has_voice}
