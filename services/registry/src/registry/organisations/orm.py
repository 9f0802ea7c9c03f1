"""The table of organisations."""

from datetime import date, datetime
from typing import Any, Final, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.organisations.rules import Address
from registry.vocabulary import Capacity, Membership, Sector, Standing
from shared.clocks import RIGA
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, personal, who_acted

BY_NO_POLICY: Final = "'1970-01-01 00:00:00+00'"


class Organisation(Base):
    """One entry of the directory; `version` grows by one with every announced change."""

    __tablename__ = "organisations"
    __personal__ = (
        personal(
            "email",
            what="an organisation's address; a person's, where it gives one",
            why="an organisation can be written to",
            basis="legitimate_interest",
            kept_for="until the organisation changes it",
            on_erasure="kept",
        ),
        not_personal(
            "name",
            "names",
            "sort_key",
            "kinds",
            "stages",
            "roles",
            "capacities",
            "region",
            "country",
            "registration_number",
            "register_name",
            "register_key",
            "vat_number",
            "vat_key",
            "street",
            "city",
            "postal_code",
            "address_country",
            "website",
            "description",
            "languages",
            "dues_class",
            "may",
            "standing_beneath",
            "standing",
            what="an organisation, as it shows itself",
        ),
    )
    __table_args__ = (
        Index(
            "uq_organisations_country_registration_number",
            "country",
            "register_key",
            "registration_number",
            unique=True,
            # A closed entry's number is free for a new one.
            postgresql_where=text("closed_at IS NULL"),
        ),
        UniqueConstraint("vat_key"),
        UniqueConstraint("member_number"),
        CheckConstraint(
            f"capacities <@ ARRAY[{', '.join(map(repr, get_args(Capacity)))}]",
            name="capacities_known",
        ),
        CheckConstraint("member_number > 0", name="member_number_positive"),
        CheckConstraint("version > 0", name="version_positive"),
        one_of("sector", get_args(Sector)),
        one_of("membership", get_args(Membership)),
        one_of("standing", get_args(Standing)),
        CheckConstraint(
            "(membership = 'none') = (member_since IS NULL)", name="member_since_with_membership"
        ),
        CheckConstraint("closed_at IS NULL OR membership <> 'member'", name="closed_no_member"),
        CheckConstraint("closed_at IS NULL OR NOT is_cluster", name="closed_not_the_cluster"),
        # Whatever else gives powers by standing: a closed entry has none.
        CheckConstraint("closed_at IS NULL OR coalesce(may = '{}', false)", name="closed_may_not"),
        CheckConstraint("merged_into IS NULL OR closed_at IS NOT NULL", name="merged_is_closed"),
        CheckConstraint("merged_into <> id", name="merged_into_another"),
        Index("ix_organisations_sort_key_id", "sort_key", "id"),
        Index("ix_organisations_standing_sort_key_id", "standing", "sort_key", "id"),
        Index("ix_organisations_may_as_of_id", "may_as_of", "id"),
        Index(
            "ix_organisations_merged_into",
            "merged_into",
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        Index("ix_organisations_kinds", "kinds", postgresql_using="gin"),
        Index("ix_organisations_stages", "stages", postgresql_using="gin"),
        Index("ix_organisations_roles", "roles", postgresql_using="gin"),
        Index("ix_organisations_capacities", "capacities", postgresql_using="gin"),
        # There is one cluster, and its organisation is where manager and board hold office.
        Index(
            "uq_organisations_one_cluster",
            "is_cluster",
            unique=True,
            postgresql_where=text("is_cluster"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    names: Mapped[dict[str, str]] = mapped_column(JSONB)
    # Compared byte by byte, so that the cursor's order and the index's are one.
    sort_key: Mapped[str] = mapped_column(String(200, collation="C"))
    sector: Mapped[str] = mapped_column(String(20))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    stages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    capacities: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    region: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    registration_number: Mapped[str] = mapped_column(String(40))
    register_name: Mapped[str | None] = mapped_column(String(200))
    # What registers are compared by; empty where the country's numbers need none.
    register_key: Mapped[str] = mapped_column(String(200), server_default="")
    vat_number: Mapped[str | None] = mapped_column(String(20))
    # The VAT number where it is this entry's alone. Empty in those that had another's before two
    # were refused: they keep it until somebody changes it.
    vat_key: Mapped[str | None] = mapped_column(String(20))
    street: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(200))
    postal_code: Mapped[str] = mapped_column(String(20))
    address_country: Mapped[str] = mapped_column(String(2))
    email: Mapped[str | None] = mapped_column(String(254))
    website: Mapped[str | None] = mapped_column(String(300))
    description: Mapped[dict[str, str]] = mapped_column(JSONB)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    membership: Mapped[str] = mapped_column(String(10))
    member_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    standing: Mapped[str | None] = mapped_column(String(10))
    """None: no more than `membership` says; only in a row that a release before wrote."""
    standing_beneath: Mapped[str | None] = mapped_column(String(10))
    """What it stands as again: of a suspended member member or leaving, of a candidate that was
    excluded excluded; else None."""
    member_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the membership ends or has ended, once that is settled."""
    may: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """What the standing lets it do; None: all, as before there were standings."""
    # From when on the policy counts that `may` was worked out by; long ago: by none.
    may_as_of: Mapped[datetime] = mapped_column(UtcDateTime, server_default=text(BY_NO_POLICY))
    member_number: Mapped[int | None]
    """In the order of admissions, without gaps; who comes back has its number still."""
    dues_class: Mapped[str | None] = mapped_column(String(63))
    """A code that billing prices."""
    is_cluster: Mapped[bool]
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when the entry is closed: neither listed nor represented, and may nothing."""
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The entry of the same organisation that it was a duplicate of."""

    @property
    def start(self) -> date | None:
        """The day in Riga on which the membership begins or began."""
        return self.member_since.astimezone(RIGA).date() if self.member_since else None

    @property
    def address(self) -> Address:
        """The seat as one value, as the entry, its answers and its facts have it."""
        return Address(
            street=self.street,
            city=self.city,
            postal_code=self.postal_code,
            country=self.address_country,
        )

    @address.setter
    def address(self, seat: Address) -> None:
        self.street, self.city = seat.street, seat.city
        self.postal_code, self.address_country = seat.postal_code, seat.country


class Correction(Base):
    """What the manager corrected in an entry, and why; rows are only added."""

    __tablename__ = "organisation_corrections"
    __personal__ = (
        who_acted("made_by"),
        free_text("reason", by="made_by"),
        not_personal("before", "after", what="fields of an entry"),
    )
    __table_args__ = (
        Index("ix_organisation_corrections_organisation_id_id", "organisation_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    # Only the fields that differ.
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
