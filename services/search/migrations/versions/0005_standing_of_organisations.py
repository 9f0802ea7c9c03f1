"""Keep what an organisation may by its standing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Old code that runs beside writes no such column: hence the default.
    op.add_column(
        "documents", sa.Column("findable", sa.Boolean(), server_default=sa.true(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("documents", "findable")
