"""Invoicing runs and their results."""

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoicing_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('done', 'failed')) = (finished_at IS NOT NULL)",
            name=op.f("ck_invoicing_runs_finished_when_over"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')",
            name=op.f("ck_invoicing_runs_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoicing_runs")),
    )
    op.create_index(
        "ix_invoicing_runs_unfinished",
        "invoicing_runs",
        ["id"],
        unique=False,
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "invoicing_run_results",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'issued') = (invoice_id IS NOT NULL)",
            name=op.f("ck_invoicing_run_results_issued_is_linked"),
        ),
        sa.CheckConstraint(
            "(outcome = 'issued') = (reason IS NULL)",
            name=op.f("ck_invoicing_run_results_otherwise_explained"),
        ),
        sa.CheckConstraint(
            "outcome IN ('issued', 'skipped', 'failed')",
            name=op.f("ck_invoicing_run_results_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoices.id"],
            name=op.f("fk_invoicing_run_results_invoice_id_invoices"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_invoicing_run_results_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["invoicing_runs.id"],
            name=op.f("fk_invoicing_run_results_run_id_invoicing_runs"),
        ),
        sa.PrimaryKeyConstraint(
            "run_id", "order_id", "kind", name=op.f("pk_invoicing_run_results")
        ),
    )


def downgrade() -> None:
    op.drop_table("invoicing_run_results")
    op.drop_table("invoicing_runs")
