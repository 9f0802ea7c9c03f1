"""Reading votes of the board."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import Select

from registry.board_votes import interests, repository
from registry.board_votes.errors import BoardVoteNotFound, ConflictOfInterest
from registry.board_votes.opening import check_officer, is_in_office
from registry.board_votes.orm import BoardBallot, BoardVote, DeclaredConflict
from registry.board_votes.policies import policies
from registry.board_votes.schemas import (
    BallotOut,
    BoardVoteOut,
    BoardVotePoliciesOut,
    BoardVotePolicyOut,
    BoardVoteSummaryOut,
    ElectorOut,
    ElectorsOut,
)
from registry.delegations.authorisation import acts_for, holds_office
from registry.delegations.orm import Affiliation, Delegation
from registry.offices.orm import OfficeTerm
from registry.offices.queries import people_behind
from registry.offices.repository import accounts_by_id
from registry.offices.rules import ABLE_TO_ACT
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.clocks import Clock
from shared.http.paging import Key, Page, Paging, page_of


def list_policies() -> BoardVotePoliciesOut:
    """How the board votes on each kind of matter: quorum, majority, ties, days, with sources."""
    return BoardVotePoliciesOut(
        items=[BoardVotePolicyOut.model_validate(row.model_dump()) for row in policies()]
    )


async def list_votes(
    session: AsyncSession,
    *,
    paging: Paging,
    status: str | None,
    matter: str | None,
    case_id: UUID | None,
    awaiting_me: bool,
    by: Caller,
) -> Page[BoardVoteSummaryOut]:
    """Votes of the board, the newest first: manager and board see all, others their own.

    Their own are those about the organisations that they administer, or speak for as delegates.
    With `awaiting_me` those alone that are open and in which one may vote and has not.
    """
    statement = select(BoardVote)
    if not await is_in_office(session, *ABLE_TO_ACT, by=by):
        concerned = select(Delegation.organisation_id).where(
            Delegation.account_id == by.subject,
            Delegation.office == "representative",
            Delegation.roles.overlap(sorted(OPENED_BY["list_board_votes"])),
        )
        if by.organisation_id is not None:
            concerned = concerned.where(Delegation.organisation_id == by.organisation_id)
        statement = statement.where(BoardVote.organisation_id.in_(concerned))
    if status is not None:
        statement = statement.where(BoardVote.status == status)
    if matter is not None:
        statement = statement.where(BoardVote.matter == matter)
    if case_id is not None:
        statement = statement.where(BoardVote.case_id == case_id)
    if awaiting_me:
        statement = awaiting(statement, by.subject)
    return await page_of(
        session,
        statement,
        keys=[Key(BoardVote.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=BoardVoteSummaryOut.model_validate,
    )


def awaiting(statement: Select[Any], account_id: UUID) -> Select[Any]:
    """Where one may still be needed; whether one may vote is checked when one does."""
    return statement.where(
        BoardVote.status == "open",
        exists().where(
            OfficeTerm.office == "board",
            OfficeTerm.account_id == account_id,
            OfficeTerm.status == "in_office",
        ),
        exists().where(
            OfficeTerm.office == "board",
            OfficeTerm.account_id == account_id,
            OfficeTerm.began_at <= BoardVote.opened_at,
        ),
        ~exists().where(BoardBallot.vote_id == BoardVote.id, BoardBallot.account_id == account_id),
        ~exists().where(
            DeclaredConflict.case_id == BoardVote.case_id,
            DeclaredConflict.declared_by == account_id,
        ),
        ~exists().where(
            Affiliation.organisation_id == BoardVote.organisation_id,
            Affiliation.account_id == account_id,
            Affiliation.until.is_(None),
        ),
    )


async def show_vote(session: AsyncSession, *, vote_id: UUID, by: Caller) -> BoardVoteOut:
    """One vote: to manager and board who voted what, at once, with names.

    To the administrators and delegates of the organisation that it concerns the state, and the
    result with its counts; the same to an officer who is of that organisation. To anyone else it
    does not exist.
    """
    vote = await repository.find_vote(session, vote_id)
    is_concerned = await acts_for(
        session,
        organisation_id=vote.organisation_id,
        by=by,
        roles=OPENED_BY["show_board_vote"],
    ) and not by.has_role("manager")
    is_officer = await is_in_office(session, *ABLE_TO_ACT, by=by)
    if not is_officer and not is_concerned:
        raise BoardVoteNotFound("No vote has this id")
    if not is_officer or await holds_office(
        session, account_id=by.subject, organisation_id=vote.organisation_id
    ):
        return _outside(vote)
    return await vote_after(session, vote)


async def list_electors(
    session: AsyncSession, clock: Clock, *, vote_id: UUID, by: Caller
) -> ElectorsOut:
    """Who may vote in a vote that is open, and who of them has; for manager and board.

    A recall, a new tie or a suspension changes it without touching the vote: it has no ETag. Raises
    `OfficeRequired`, `BoardVoteNotFound`, and `ConflictOfInterest` for an officer who is of the
    organisation that is voted on.
    """
    await check_officer(session, by=by)
    vote = await repository.find_vote(session, vote_id)
    if await holds_office(session, account_id=by.subject, organisation_id=vote.organisation_id):
        raise ConflictOfInterest("Whoever is of the organisation does not see who votes on it")
    if vote.status != "open":
        return ElectorsOut(items=[])
    electors = await interests.electors_of(session, vote, now=clock.now())
    voted = repository.last_choices(await repository.ballots_in(session, vote.id))
    accounts = await accounts_by_id(session, {one.account_id for one in electors})
    return ElectorsOut(
        items=[
            ElectorOut(
                account_id=one.account_id,
                name=accounts[one.account_id].name,
                since=one.since,
                has_voted=one.account_id in voted,
            )
            for one in electors
        ]
    )


async def vote_after(session: AsyncSession, vote: BoardVote) -> BoardVoteOut:
    """What to answer to an officer who has just changed the vote."""
    await session.flush()
    ballots = await repository.ballots_in(session, vote.id)
    return BoardVoteOut(
        **BoardVoteSummaryOut.model_validate(vote).model_dump(),
        reason=vote.reason,
        opened_by=vote.opened_by,
        ballots=[BallotOut.model_validate(ballot) for ballot in ballots],
        people=await people_behind(
            session, {vote.opened_by, *(ballot.account_id for ballot in ballots)}
        ),
    )


def _outside(vote: BoardVote) -> BoardVoteOut:
    return BoardVoteOut(
        **BoardVoteSummaryOut.model_validate(vote).model_dump(),
        reason=None if vote.status == "open" else vote.reason,
        opened_by=None,
        ballots=[],
    )
