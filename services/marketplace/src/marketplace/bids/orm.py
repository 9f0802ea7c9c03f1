"""The tables of sealed bids: who takes part is in clear, what is offered is not."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.base import Base
from marketplace.vocabulary import BidStatus
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal


class Bid(Base):
    """A sealed offer for one lot.

    `deadline` repeats the tender's, kept equal by a foreign key, so that a check constraint
    can refuse a bid that was received late, whatever the code decides and however it races.
    """

    __tablename__ = "bids"
    __personal__ = (
        not_personal(
            "tender_id",
            "lead_id",
            "receipt",
            "nonce",
            "ciphertext",
            what="an offer of organisations, sealed",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    tender_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    lead_id: Mapped[UUID]
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[BidStatus]
    receipt: Mapped[str]
    nonce: Mapped[bytes]
    ciphertext: Mapped[bytes]

    members: Mapped[list["BidMember"]] = relationship(lazy="raise")
    """The lead first, then its partners."""

    __table_args__ = (
        one_of("status", get_args(BidStatus)),
        CheckConstraint("received_at < deadline", name="received_before_deadline"),
        CheckConstraint("withdrawn_at < deadline", name="withdrawn_before_deadline"),
        CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at_known"
        ),
        ForeignKeyConstraint(["tender_id", "deadline"], ["tenders.id", "tenders.deadline"]),
        ForeignKeyConstraint(["lot_id", "tender_id"], ["lots.id", "lots.tender_id"]),
        Index("ix_bids_tender_id", "tender_id", "id"),
        Index("ix_bids_lot_id", "lot_id"),
    )


class BidMember(Base):
    """An organisation's part in a bid: the lead, confirmed by bidding, or a partner.

    One organisation takes part in at most one live bid for a lot. A partner counts from its
    own confirmation on: otherwise naming a competitor would be enough to keep it out.
    """

    __tablename__ = "bid_members"
    __personal__ = (
        not_personal("organisation_id", "lot_id", what="ids of organisations and lots"),
    )

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID]
    is_lead: Mapped[bool]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    live: Mapped[bool]

    __table_args__ = (
        CheckConstraint("NOT is_lead OR confirmed_at IS NOT NULL", name="lead_is_confirmed"),
        Index(
            "uq_bid_members_one_live_bid",
            "lot_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("live AND confirmed_at IS NOT NULL"),
        ),
        Index("ix_bid_members_organisation_id", "organisation_id", "bid_id"),
    )
