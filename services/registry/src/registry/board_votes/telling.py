"""Telling who may vote that a vote has begun, and that it is over."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.interests import electors_of
from registry.board_votes.orm import BoardVote
from registry.notices.use_cases import post_notice
from registry.organisations.repository import find_cluster, find_organisation
from shared.clocks import RIGA, Clock


async def tell_opened(session: AsyncSession, clock: Clock, vote: BoardVote) -> None:
    """Tell each who may vote until when; nobody else on the board."""
    await _tell(session, clock, vote, "board_vote_opened", closes=_written(vote.closes_at))


async def tell_closed(session: AsyncSession, clock: Clock, vote: BoardVote) -> None:
    """Tell each who may vote that it is over, however it ended."""
    await _tell(session, clock, vote, "board_vote_closed")


async def _tell(
    session: AsyncSession, clock: Clock, vote: BoardVote, template: str, **values: str
) -> None:
    cluster = await find_cluster(session)
    assert cluster is not None, "a vote is the board's, so there is a cluster"
    electors = await electors_of(session, vote, now=clock.now())
    organisation = await find_organisation(session, vote.organisation_id)
    await post_notice(
        session,
        clock,
        organisation_id=cluster.id,
        role="board",
        template=template,
        values={"organisation": organisation.name, **values},
        link=f"/v1/registry/board-votes/{vote.id}",
        among={one.account_id for one in electors},
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(RIGA).strftime("%Y-%m-%d %H:%M")
