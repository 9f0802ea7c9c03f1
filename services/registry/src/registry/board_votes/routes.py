"""Votes of the board over HTTP; they are opened on the paths of what is voted on."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from registry.board_votes import queries, use_cases
from registry.board_votes.matters import MattersDep
from registry.board_votes.orm import BoardVote
from registry.board_votes.rules import MatterKind, VoteStatus
from registry.board_votes.schemas import (
    BallotIn,
    BoardVoteOut,
    BoardVotePoliciesOut,
    BoardVoteSummaryOut,
    ElectorsOut,
    InterestIn,
)
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["board votes"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get("/board-vote-policies", description=getdoc(queries.list_policies))
async def list_board_vote_policies() -> BoardVotePoliciesOut:
    return queries.list_policies()


@router.get("/board-votes", description=getdoc(queries.list_votes))
async def list_board_votes(
    *,
    session: Session,
    caller: Reader,
    paging: Pages,
    status: Annotated[VoteStatus | None, Query()] = None,
    matter: Annotated[MatterKind | None, Query()] = None,
    case_id: Annotated[UUID | None, Query()] = None,
    awaiting_me: Annotated[bool, Query()] = False,
) -> Page[BoardVoteSummaryOut]:
    return await queries.list_votes(
        session,
        paging=paging,
        status=status,
        matter=matter,
        case_id=case_id,
        awaiting_me=awaiting_me,
        by=caller,
    )


@router.get("/board-votes/{vote_id}", description=getdoc(queries.show_vote))
async def show_board_vote(
    session: Session, caller: Reader, response: Response, vote_id: UUID
) -> BoardVoteOut:
    vote = await queries.show_vote(session, vote_id=vote_id, by=caller)
    set_etag(response, vote.version)
    return vote


@router.get("/board-votes/{vote_id}/electors", description=getdoc(queries.list_electors))
async def list_electors(
    session: Session, clock: BusinessClock, caller: Reader, vote_id: UUID
) -> ElectorsOut:
    return await queries.list_electors(session, clock, vote_id=vote_id, by=caller)


@router.post(
    "/board-votes/{vote_id}/ballots",
    status_code=201,
    description=getdoc(use_cases.cast_ballot),
)
async def cast_ballot(
    *,
    session: Session,
    clock: BusinessClock,
    matters: MattersDep,
    caller: Writer,
    response: Response,
    vote_id: UUID,
    body: BallotIn,
) -> BoardVoteOut:
    vote = await use_cases.cast_ballot(
        session, clock, matters=matters, vote_id=vote_id, choice=body.choice, by=caller
    )
    return await _after(session, response, vote)


@router.post(
    "/board-votes/{vote_id}/conflicts",
    status_code=201,
    description=getdoc(use_cases.abstain_for_interest),
)
async def declare_conflict_in_vote(
    *,
    session: Session,
    clock: BusinessClock,
    matters: MattersDep,
    caller: Writer,
    version: IfMatch,
    response: Response,
    vote_id: UUID,
    body: InterestIn,
) -> BoardVoteOut:
    vote = await use_cases.abstain_for_interest(
        session,
        clock,
        matters=matters,
        vote_id=vote_id,
        reason=body.reason,
        version=version,
        by=caller,
    )
    return await _after(session, response, vote)


@router.post(
    "/board-votes/{vote_id}/withdrawal",
    status_code=201,
    description=getdoc(use_cases.withdraw_vote),
)
async def withdraw_board_vote(
    *,
    session: Session,
    clock: BusinessClock,
    matters: MattersDep,
    caller: Writer,
    version: IfMatch,
    response: Response,
    vote_id: UUID,
) -> BoardVoteOut:
    vote = await use_cases.withdraw_vote(
        session, clock, matters=matters, vote_id=vote_id, version=version, by=caller
    )
    return await _after(session, response, vote)


async def _after(session: Session, response: Response, vote: BoardVote) -> BoardVoteOut:
    answer = await queries.vote_after(session, vote)
    set_etag(response, answer.version)
    return answer
