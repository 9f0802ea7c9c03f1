"""Create the copy of the registry's taxonomy."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "taxonomies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("roles_by_stage", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_taxonomies"),
    )


def downgrade() -> None:
    op.drop_table("taxonomies")
