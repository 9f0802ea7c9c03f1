"""Indexes by which whoever started a run finds what it issued."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_invoicing_runs_requested_by", "invoicing_runs", ["requested_by", "id"], unique=False
    )
    op.create_index(
        "ix_invoicing_run_results_invoice",
        "invoicing_run_results",
        ["invoice_id"],
        unique=False,
        postgresql_where=sa.text("invoice_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_invoicing_run_results_invoice", table_name="invoicing_run_results")
    op.drop_index("ix_invoicing_runs_requested_by", table_name="invoicing_runs")
