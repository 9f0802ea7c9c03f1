"""Keep who declared a conflict of interest in an application."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declared_conflicts",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_declared_conflicts_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["declared_by"],
            ["accounts.id"],
            name=op.f("fk_declared_conflicts_declared_by_accounts"),
        ),
        sa.PrimaryKeyConstraint(
            "application_id", "declared_by", name=op.f("pk_declared_conflicts")
        ),
    )


def downgrade() -> None:
    op.drop_table("declared_conflicts")
