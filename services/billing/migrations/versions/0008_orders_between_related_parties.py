"""Keep which orders are between related parties."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Old code that runs beside writes no such column: hence the default.
    op.add_column(
        "orders",
        sa.Column("related_parties", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("orders", "related_parties")
