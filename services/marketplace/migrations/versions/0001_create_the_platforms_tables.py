"""Create the tables that every service has: outbox, inbox, idempotency keys, business clock."""

from alembic import op

from shared import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create_v1(op)


def downgrade() -> None:
    tables.drop_v1(op)
