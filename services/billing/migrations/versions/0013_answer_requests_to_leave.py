"""Keep requests to leave the cluster, what was answered, and credits paid out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leavings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("stated_version", sa.Integer(), nullable=False),
        sa.Column("stated", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(stated IS NULL) = (stated_version = 0)", name=op.f("ck_leavings_stated_is_counted")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leavings")),
    )
    op.create_index(
        "ix_leavings_requested",
        "leavings",
        ["id"],
        postgresql_where=sa.text("status = 'requested'"),
    )
    op.create_table(
        "credit_payouts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_credit_payouts_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_payouts")),
    )
    op.create_index(
        "uq_credit_payouts_reference", "credit_payouts", ["provider_id", "reference"], unique=True
    )


def downgrade() -> None:
    op.drop_table("credit_payouts")
    op.drop_table("leavings")
