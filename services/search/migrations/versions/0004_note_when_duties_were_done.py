"""What happens by time is done once: a note of when each duty was last done."""

from alembic import op

from shared.tables import create_v3, drop_v3

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_v3(op)


def downgrade() -> None:
    drop_v3(op)
