"""A vote's shapes over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from registry.board_votes.policies import BoardVotePolicy
from registry.board_votes.rules import Choice, MatterKind, VoteStatus
from registry.offices.schemas import NamedPersonOut
from registry.schemas import Input, Output
from shared.texts import Paragraph


class BallotIn(Input):
    """What one votes."""

    choice: Choice


class InterestIn(Input):
    """Why one is not impartial; read by manager and board alone."""

    reason: Paragraph


class BallotOut(Output):
    """A ballot on record; of one person the last counts."""

    account_id: UUID
    number: int
    choice: Choice
    cast_at: datetime
    counted: bool | None = Field(description="Whether it counted in the end; null until then")


class BoardVoteSummaryOut(Output):
    """A vote of the board without its ballots."""

    id: UUID
    version: int
    matter: MatterKind
    subject_id: UUID = Field(
        description="What is voted on: an application, an assessment, an exclusion"
    )
    case_id: UUID = Field(description="What that belongs to: the application, the exclusion")
    organisation_id: UUID = Field(description="Whom it concerns")
    proposal: str = Field(description="What happens if it passes")
    status: VoteStatus
    opened_at: datetime
    closes_at: datetime
    extended: bool = Field(description="Whether it got its one extension for want of a quorum")
    closed_at: datetime | None
    electors: int | None = Field(description="How many might vote in the end; null until then")
    quorum: int | None = Field(description="How many of them had to")
    yes: int | None
    no: int | None
    abstained: int | None


class BoardVoteOut(BoardVoteSummaryOut):
    """A vote of the board.

    To whom it concerns `reason` is shown once the vote is over, and never who voted what.
    """

    reason: str | None
    opened_by: UUID | None
    ballots: list[BallotOut] = Field(description="All that were cast; for manager and board")
    people: list[NamedPersonOut] = Field(default=[], description="Who stands behind the ids")


class ElectorOut(Output):
    """Somebody who may vote as things are now."""

    account_id: UUID
    name: str
    since: datetime = Field(description="Since when it sits on the board")
    has_voted: bool


class ElectorsOut(Output):
    """Who may vote now: at most the seats of the board; nobody once the vote is over."""

    items: list[ElectorOut]


class BoardVotePolicyOut(BoardVotePolicy):
    """How the board votes on a matter from a day in Europe/Riga on, until the next row's."""


class BoardVotePoliciesOut(Output):
    """How the board votes on each kind of matter."""

    items: list[BoardVotePolicyOut]
