"""Second factors, recovery codes, their changes; and when a login showed one."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (last_used_at IS NULL)",
            name=op.f("ck_second_factors_used_once"),
        ),
        sa.CheckConstraint("last_step >= 0", name=op.f("ck_second_factors_last_step_counted")),
        sa.CheckConstraint(
            "language IN ('lv', 'en', 'lt', 'et')", name=op.f("ck_second_factors_language_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_second_factors_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
    )
    op.create_index("ix_second_factors_account_id_id", "second_factors", ["account_id", "id"])
    op.create_index(
        "uq_second_factors_one_unconfirmed",
        "second_factors",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"])
    op.create_table(
        "second_factor_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "change IN ('added', 'removed', 'recovery_code_used', 'recovery_codes_renewed', "
            "'removed_by_operator', 'removed_by_restoration')",
            name=op.f("ck_second_factor_changes_change_known"),
        ),
        sa.CheckConstraint(
            "(change = 'removed_by_operator') = (reason IS NOT NULL)",
            name=op.f("ck_second_factor_changes_operator_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_second_factor_changes_account_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor_changes")),
    )
    op.create_index(
        "ix_second_factor_changes_account_id_id", "second_factor_changes", ["account_id", "id"]
    )
    op.add_column(
        "login_sessions", sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("login_sessions", "second_factor_at")
    op.drop_table("second_factor_changes")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
