"""The indexer tells in its row whether there is an index and whether it can be written."""

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("built_at", "written_at", "failing_since"):
        op.add_column("index_state", sa.Column(name, UtcDateTime(timezone=True), nullable=True))
    op.add_column("index_state", sa.Column("failure", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_index_state_failing_for_a_reason"),
        "index_state",
        "(failure IS NULL) = (failing_since IS NULL)",
    )
    # A row was written by the first build only.
    op.execute("UPDATE index_state SET built_at = now()")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_index_state_failing_for_a_reason"), "index_state", type_="check")
    # Before, a row meant an index.
    op.execute("DELETE FROM index_state WHERE built_at IS NULL")
    for name in ("failure", "failing_since", "written_at", "built_at"):
        op.drop_column("index_state", name)
