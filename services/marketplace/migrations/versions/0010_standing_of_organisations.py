"""Keep what an organisation may by its standing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty for what is known already: until the registry tells, everything is allowed as before.
    op.add_column("organisations", sa.Column("standing", sa.Text(), nullable=True))
    op.add_column("organisations", sa.Column("may", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column(
        "organisations", sa.Column("member_until", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    for name in ("member_until", "may", "standing"):
        op.drop_column("organisations", name)
