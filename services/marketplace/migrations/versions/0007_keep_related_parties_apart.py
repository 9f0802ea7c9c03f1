"""Create affiliations, the window of related parties and allowed purchases; flag orders."""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Midnight of 1 January 2020 in Riga, like the platform's other first rows of dated data.
BEGINNING = datetime(2019, 12, 31, 22, tzinfo=UTC)
WINDOW_ID = UUID("019b0000-0000-7000-8000-00000000f101")
SOURCE = (
    "A rule of the cluster, chosen for the start of the platform; no law prescribes this period. "
    "The cluster has still to confirm it."
)


def upgrade() -> None:
    op.create_table(
        "affiliations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "person ~ '^[0-9a-f]{64}$'", name="ck_affiliations_person_is_a_fingerprint"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_affiliations"),
    )
    op.create_index(
        "ix_affiliations_organisation_id", "affiliations", ["organisation_id", "person"]
    )
    op.create_index("ix_affiliations_person", "affiliations", ["person", "organisation_id"])
    windows = op.create_table(
        "related_parties_windows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "months BETWEEN 0 AND 120", name="ck_related_parties_windows_months_in_range"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_related_parties_windows"),
        sa.UniqueConstraint("valid_from", name="uq_related_parties_windows_valid_from"),
    )
    op.bulk_insert(
        windows,
        [
            {
                "id": WINDOW_ID,
                "valid_from": BEGINNING,
                "months": 12,
                "source": SOURCE,
                "checked": False,
            }
        ],
    )
    op.create_table(
        "related_purchases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("allowed_by", sa.Uuid(), nullable=False),
        sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "client_id <> provider_id", name="ck_related_purchases_two_organisations"
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
            name="ck_related_purchases_withdrawn_by_somebody",
        ),
        sa.CheckConstraint(
            "used_at IS NULL OR withdrawn_at IS NULL", name="ck_related_purchases_used_stays"
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name="fk_related_purchases_tender_id_tenders"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_related_purchases"),
    )
    op.create_index(
        "uq_related_purchases_one_in_force",
        "related_purchases",
        ["tender_id", "provider_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("ix_related_purchases_client_id", "related_purchases", ["client_id", "id"])
    op.create_index("ix_related_purchases_provider_id", "related_purchases", ["provider_id", "id"])
    # Old code that runs beside writes no such column: hence the default.
    op.add_column(
        "orders",
        sa.Column("related_parties", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("orders", "related_parties")
    op.drop_table("related_purchases")
    op.drop_table("related_parties_windows")
    op.drop_table("affiliations")
