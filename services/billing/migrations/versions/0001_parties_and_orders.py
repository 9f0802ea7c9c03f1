"""The platform's tables, and what billing knows of organisations and orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.database import UtcDateTime
from shared.tables import create_v1, drop_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_v1(op)
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("registration_number", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "membership_periods",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            '"until" IS NULL OR "until" > since',
            name=op.f("ck_membership_periods_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_membership_periods_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "since", name=op.f("pk_membership_periods")),
    )
    op.create_index(
        "uq_membership_periods_open",
        "membership_periods",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text('"until" IS NULL'),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("completed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("net_cents >= 0", name=op.f("ck_orders_net_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_index(
        "ix_orders_client_confirmed", "orders", ["client_id", "confirmed_at"], unique=False
    )
    op.create_index("ix_orders_completed_at", "orders", ["completed_at"], unique=False)
    op.create_index("ix_orders_provider_id", "orders", ["provider_id"], unique=False)


def downgrade() -> None:
    op.drop_table("orders")
    op.drop_table("membership_periods")
    op.drop_table("organisations")
    drop_v1(op)
