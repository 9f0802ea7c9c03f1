"""The tables of affiliations, and of how long one is remembered after its end."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, personal


class Affiliation(Base):
    """One person's tie to one organisation at the latest version that has arrived here.

    `person` is the registry's keyed fingerprint: alike for one person everywhere, and no name.
    `until` is None while any office lasts; the business clock.
    """

    __tablename__ = "affiliations"
    __personal__ = (
        personal(
            "person",
            what="the registry's keyed fingerprint of a person, without a name",
            why="nobody buys from itself, or reviews itself",
            basis="legitimate_interest",
            kept_for="as long as the registry announces the tie",
            on_erasure="pseudonym",
            exported=False,
        ),
        not_personal("organisation_id", what="ids of organisations"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID]
    person: Mapped[str]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("person ~ '^[0-9a-f]{64}$'", name="person_is_a_fingerprint"),
        # From an organisation to its people, and from a person to its organisations.
        Index("ix_affiliations_organisation_id", "organisation_id", "person"),
        Index("ix_affiliations_person", "person", "organisation_id"),
    )


class RelatedPartiesWindow(Base):
    """For how many months after its end a tie still makes related, from `valid_from` on.

    A rule of the cluster, and of no law. `checked` tells whether the cluster has confirmed the
    number; `source` says where that is written down.
    """

    __tablename__ = "related_parties_windows"
    __personal__ = (not_personal("source", what="where a rule is written"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    months: Mapped[int]
    source: Mapped[str]
    checked: Mapped[bool]

    __table_args__ = (
        CheckConstraint("months BETWEEN 0 AND 120", name="months_in_range"),
        UniqueConstraint("valid_from"),
    )
