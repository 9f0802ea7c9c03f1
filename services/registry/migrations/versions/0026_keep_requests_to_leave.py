"""Keep requests to leave, and what the services state of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leaving_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("wished_on", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('requested', 'completed', 'cancelled')",
            name=op.f("ck_leaving_requests_status_known"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_leaving_requests_version_positive")),
        sa.CheckConstraint(
            "(status = 'requested') = (ended_at IS NULL)",
            name=op.f("ck_leaving_requests_ended_at_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_leaving_requests_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"],
            ["accounts.id"],
            name=op.f("fk_leaving_requests_requested_by_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_leaving_requests_ended_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaving_requests")),
    )
    op.create_index(
        "uq_leaving_requests_one_open",
        "leaving_requests",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("status = 'requested'"),
    )
    op.create_index(
        "ix_leaving_requests_organisation_id_id", "leaving_requests", ["organisation_id", "id"]
    )
    op.create_index("ix_leaving_requests_status_id", "leaving_requests", ["status", "id"])
    op.create_table(
        "leaving_answers",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open", postgresql.JSONB(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("sealed_bids", sa.Boolean(), nullable=False),
        sa.Column("orders_completed", sa.Integer(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "service IN ('marketplace', 'billing')", name=op.f("ck_leaving_answers_service_known")
        ),
        sa.CheckConstraint(
            "open_count >= 0", name=op.f("ck_leaving_answers_open_count_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["leaving_requests.id"],
            name=op.f("fk_leaving_answers_request_id_leaving_requests"),
        ),
        sa.PrimaryKeyConstraint("request_id", "service", name=op.f("pk_leaving_answers")),
    )


def downgrade() -> None:
    op.drop_table("leaving_answers")
    op.drop_table("leaving_requests")
