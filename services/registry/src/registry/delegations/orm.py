"""Who holds what office in which organisation."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import ROLES, Office
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import personal

_WORDS = ", ".join(f"'{role}'" for role in ROLES)
ALL_ROLES = f"'{{{','.join(ROLES)}}}'"
"""What the database fills in: a release that knows no roles gives them all."""


def known_roles(*, none_for: str | None = None) -> tuple[CheckConstraint, CheckConstraint]:
    """The column `roles` holds known words, and at least one (but for the offices that have none).

    An organisation's people each do something there.
    """
    some = "cardinality(roles) > 0"
    return (
        CheckConstraint(f"roles <@ ARRAY[{_WORDS}]", name="roles_known"),
        CheckConstraint(f"{none_for} OR {some}" if none_for else some, name="roles_some"),
    )


class Delegation(Base):
    """A person's office in an organisation.

    `representative` is one of its people, and does there what its `roles` say; `manager` and
    `board` exist in the cluster's own organisation, and are no role.
    """

    __tablename__ = "delegations"
    __personal__ = (
        personal(
            "account_id",
            what="who does what in which organisation",
            why="an organisation acts through people",
            basis="contract",
            kept_for="until the person leaves or its account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
    )
    __table_args__ = (
        one_of("office", get_args(Office)),
        *known_roles(none_for="office <> 'representative'"),
        CheckConstraint("version > 0", name="version_positive"),
        Index("ix_delegations_account_id_created_at", "account_id", "created_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    office: Mapped[str] = mapped_column(String(20), primary_key=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql(ALL_ROLES))
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Affiliation(Base):
    """That a person is, or was, tied to an organisation by any office; one row for both.

    `person` is the fingerprint that facts carry. `until` is empty while an office lasts; who
    comes back begins anew.
    """

    __tablename__ = "affiliations"
    __personal__ = (
        personal(
            "account_id",
            "person",
            what="when a person was tied to an organisation, and its fingerprint in facts",
            why="nobody buys from itself, or reviews itself",
            basis="legitimate_interest",
            kept_for="as long as the organisation",
            on_erasure="pseudonym",
            of="account_id",
        ),
    )
    __table_args__ = (
        UniqueConstraint("organisation_id", "account_id"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("until >= since", name="until_after_since"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    person: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
