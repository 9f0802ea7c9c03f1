"""Notices, and whose inbox each lies in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("producer", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=63), nullable=False),
        sa.Column("family", sa.String(length=63), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.Column("generic", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached", sa.String(length=20), nullable=False),
        sa.Column("spread_after", sa.Uuid(), nullable=True),
        sa.Column("handled_by", sa.Uuid(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "producer IN ('registry', 'marketplace', 'billing')",
            name=op.f("ck_notices_producer_known"),
        ),
        sa.CheckConstraint(
            "reached IN ('role', 'administrators', 'manager')",
            name=op.f("ck_notices_reached_known"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_notices_version_positive")),
        sa.ForeignKeyConstraint(
            ["handled_by"], ["accounts.id"], name=op.f("fk_notices_handled_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_raised_at", "notices", ["raised_at"])
    op.create_index(
        "ix_notices_spreading",
        "notices",
        ["id"],
        postgresql_where=sa.text("spread_after IS NOT NULL"),
    )
    op.create_index(
        "ix_notices_unplaced",
        "notices",
        ["id"],
        postgresql_where=sa.text("(reached = 'manager' OR generic) AND handled_at IS NULL"),
    )
    op.create_table(
        "inbox_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_inbox_entries_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notices.id"],
            name=op.f("fk_inbox_entries_notice_id_notices"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_entries")),
        sa.UniqueConstraint(
            "notice_id", "account_id", name=op.f("uq_inbox_entries_notice_id_account_id")
        ),
    )
    op.create_index(
        "ix_inbox_entries_account_id_unread_id", "inbox_entries", ["account_id", "unread", "id"]
    )


def downgrade() -> None:
    op.drop_table("inbox_entries")
    op.drop_table("notices")
