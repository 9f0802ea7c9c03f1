"""Votes of the board, the ballots cast in them, and the conflicts of interest declared."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.board_votes.rules import Choice, VoteStatus
from registry.database import Base
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, who_acted


class BoardVote(Base):
    """The board's vote on one matter; never deleted. Times are the business clock's.

    `subject_id` is what is voted on and `case_id` what that belongs to, both of the noun that owns
    the matter; `proposal` is what happens if it passes. The figures are written with the end.
    """

    __tablename__ = "board_votes"
    __personal__ = (
        who_acted("opened_by"),
        free_text("reason", by="opened_by"),
        not_personal("matter", "subject_id", "case_id", "proposal", what="what is voted on"),
    )
    __table_args__ = (
        one_of("status", get_args(VoteStatus)),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("closes_at > opened_at", name="open_for_a_while"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_with_status"),
        CheckConstraint(
            "status NOT IN ('passed', 'rejected')"
            " OR (num_nulls(electors, quorum, yes, no, abstained) = 0"
            " AND yes + no + abstained BETWEEN quorum AND electors)",
            name="decided_by_a_quorum",
        ),
        # Two who open a vote on one matter together: one of them is refused.
        Index(
            "uq_board_votes_one_open",
            "matter",
            "subject_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_board_votes_closes_at", "closes_at", postgresql_where=text("status = 'open'")),
        Index("ix_board_votes_case_id", "case_id"),
        Index("ix_board_votes_subject_id", "matter", "subject_id"),
        Index("ix_board_votes_organisation_id_id", "organisation_id", "id"),
        Index("ix_board_votes_status_id", "status", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    matter: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    case_id: Mapped[UUID]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    proposal: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10))
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    extended: Mapped[bool]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    electors: Mapped[int | None]
    quorum: Mapped[int | None]
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstained: Mapped[int | None]


class BoardBallot(Base):
    """What a member of the board voted; of several the last one counts, all are kept.

    `counted` is written with the end of the vote: false for who left the board before, or had an
    interest in the matter, and for what was changed.
    """

    __tablename__ = "board_ballots"
    __personal__ = (who_acted("account_id"),)
    __table_args__ = (
        one_of("choice", get_args(Choice)),
        CheckConstraint("number > 0", name="number_positive"),
    )

    vote_id: Mapped[UUID] = mapped_column(ForeignKey("board_votes.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(String(10))
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted: Mapped[bool | None]


class DeclaredConflict(Base):
    """That a person of the cluster says of itself that it is not impartial in a case; for good.

    The column bears the name of the first kind of case that there was.
    """

    __tablename__ = "declared_conflicts"
    __personal__ = (
        who_acted("declared_by"),
        free_text("reason", by="declared_by"),
        not_personal("application_id", what="the case"),
    )

    case_id: Mapped[UUID] = mapped_column("application_id", primary_key=True)
    declared_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
