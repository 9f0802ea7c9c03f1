"""No version of an aggregate can be announced twice: streams and versions in the outbox."""

from alembic import op

from shared.tables import create_v2, drop_v2

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_v2(op)


def downgrade() -> None:
    drop_v2(op)
