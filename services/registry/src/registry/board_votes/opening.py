"""What comes before everything that somebody does to a vote: its office, and the vote itself."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes import repository
from registry.board_votes.errors import BoardVoteClosed
from registry.board_votes.matters import Matters
from registry.board_votes.orm import BoardVote
from registry.board_votes.rules import MatterKind
from registry.delegations.authorisation import holds_office
from registry.offices.errors import OfficeRequired
from registry.offices.rules import ABLE_TO_ACT
from registry.organisations.repository import find_cluster
from registry.vocabulary import ClusterOffice
from shared.callers import Caller


async def is_in_office(session: AsyncSession, *offices: ClusterOffice, by: Caller) -> bool:
    """Whether the caller's token names one of the offices, and it is held still."""
    cluster = await find_cluster(session)
    if cluster is None:
        return False
    for office in offices:
        if by.has_role(office) and await holds_office(
            session, account_id=by.subject, organisation_id=cluster.id, office=office
        ):
            return True
    return False


async def check_officer(session: AsyncSession, *, by: Caller) -> None:
    """Raise `OfficeRequired` for all but manager and board."""
    if not await is_in_office(session, *ABLE_TO_ACT, by=by):
        raise OfficeRequired("Only the manager or a member of the board may do this")


async def check_board(session: AsyncSession, *, by: Caller) -> None:
    """Raise `OfficeRequired` for all but the board."""
    if not await is_in_office(session, "board", by=by):
        raise OfficeRequired("Only a member of the board votes")


async def held_vote(
    session: AsyncSession, vote_id: UUID, *, matters: Matters, version: int | None = None
) -> BoardVote:
    """The vote, locked after its case; raise `BoardVoteNotFound`, `StaleBoardVote`."""
    known = await repository.find_vote(session, vote_id)
    await matters[cast("MatterKind", known.matter)].hold(session, known.case_id)
    return await repository.locked_vote(session, vote_id, version=version)


def check_open(vote: BoardVote, *, now: datetime) -> None:
    """Raise `BoardVoteClosed` once it is decided, or its time is over."""
    if vote.status != "open" or vote.closes_at <= now:
        raise BoardVoteClosed("The vote is over")
