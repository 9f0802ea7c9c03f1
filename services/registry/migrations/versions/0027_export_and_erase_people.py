"""Note when people were given their data, and when they are erased."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("exported_at", "erase_at", "erased_at"):
        op.add_column("accounts", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_accounts_erased_whole"),
        "accounts",
        "erased_at IS NULL OR (password_hash IS NULL AND erase_at IS NULL"
        " AND email = 'erased:' || id)",
    )
    op.create_index(
        op.f("ix_accounts_erase_at"),
        "accounts",
        ["erase_at"],
        postgresql_where=sa.text("erase_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_accounts_erase_at"), "accounts")
    op.drop_constraint(op.f("ck_accounts_erased_whole"), "accounts", type_="check")
    for name in ("erased_at", "erase_at", "exported_at"):
        op.drop_column("accounts", name)
