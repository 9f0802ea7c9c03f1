"""How notices are mailed, to whom, and what became of each mail."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

DELIVERIES = "'at_once', 'daily', 'never'"


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["accounts.id"],
        name=op.f(f"fk_{table}_account_id_accounts"),
        ondelete="CASCADE",
    )


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.alter_column("outgoing_mails", "sealed", existing_type=sa.LargeBinary(), nullable=True)
    _create_policies()
    _create_people()
    _create_mails()
    op.create_index("ix_notices_organisation_id_id", "notices", ["organisation_id", "id"])
    op.add_column(
        "inbox_entries",
        sa.Column(
            "delivery", sa.String(length=20), server_default=sa.text("'never'"), nullable=False
        ),
    )
    op.add_column("inbox_entries", sa.Column("mail_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_inbox_entries_delivery_known"), "inbox_entries", f"delivery IN ({DELIVERIES})"
    )
    op.create_foreign_key(
        op.f("fk_inbox_entries_mail_id_notice_mails"),
        "inbox_entries",
        "notice_mails",
        ["mail_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index("ix_inbox_entries_mail_id", "inbox_entries", ["mail_id"])
    op.create_index(
        "ix_inbox_entries_waiting",
        "inbox_entries",
        ["account_id"],
        postgresql_where=sa.text("delivery = 'daily' AND mail_id IS NULL"),
    )


def _create_policies() -> None:
    policies = op.create_table(
        "notice_policies",
        _moment("valid_from", nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("legal_kept_days", sa.Integer(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("at_once_an_hour", sa.Integer(), nullable=False),
        sa.Column("refusals_to_pause", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kept_days > 0 AND legal_kept_days >= kept_days",
            name=op.f("ck_notice_policies_kept_for_a_time"),
        ),
        sa.CheckConstraint(
            "digest_hour BETWEEN 0 AND 23", name=op.f("ck_notice_policies_digest_hour_of_a_day")
        ),
        sa.CheckConstraint(
            "at_once_an_hour > 0 AND refusals_to_pause > 0",
            name=op.f("ck_notice_policies_counts_positive"),
        ),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_notice_policies")),
    )
    op.bulk_insert(
        policies,
        [
            {
                "valid_from": datetime(2020, 1, 1, tzinfo=UTC),
                "kept_days": 365,
                "legal_kept_days": 3653,
                "digest_hour": 7,
                "at_once_an_hour": 20,
                "refusals_to_pause": 3,
                "source": "An assumption: a year to read, ten years (Civil Law of Latvia, "
                "Section 1895) to prove; no rule of the cluster says any of it",
                "checked": False,
            }
        ],
    )


def _create_people() -> None:
    op.create_table(
        "notice_settings",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("refused_address", sa.LargeBinary(), nullable=True),
        _moment("paused_at"),
        sa.CheckConstraint(
            "language IN ('lv', 'en', 'lt', 'et')", name=op.f("ck_notice_settings_language_known")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_notice_settings_version_positive")),
        sa.CheckConstraint("refusals >= 0", name=op.f("ck_notice_settings_refusals_counted")),
        _account("notice_settings"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_settings")),
    )
    op.create_table(
        "notice_preferences",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.String(length=63), nullable=False),
        sa.Column("delivery", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            f"delivery IN ({DELIVERIES})", name=op.f("ck_notice_preferences_delivery_known")
        ),
        _account("notice_preferences"),
        sa.PrimaryKeyConstraint("account_id", "family", name=op.f("pk_notice_preferences")),
    )


def _create_mails() -> None:
    op.create_table(
        "notice_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        _moment("posted_at", nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        _moment("settled_at"),
        sa.CheckConstraint(
            "outcome IN ('sent', 'refused', 'expired', 'withheld')",
            name=op.f("ck_notice_mails_outcome_known"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)",
            name=op.f("ck_notice_mails_settled_with_an_outcome"),
        ),
        _account("notice_mails"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_mails")),
    )
    op.create_index(
        "ix_notice_mails_account_id_posted_at", "notice_mails", ["account_id", "posted_at"]
    )
    op.create_index("ix_notice_mails_posted_at", "notice_mails", ["posted_at"])


def downgrade() -> None:
    op.drop_index("ix_inbox_entries_waiting", table_name="inbox_entries")
    op.drop_index("ix_inbox_entries_mail_id", table_name="inbox_entries")
    op.drop_column("inbox_entries", "mail_id")
    op.drop_constraint(op.f("ck_inbox_entries_delivery_known"), "inbox_entries", type_="check")
    op.drop_column("inbox_entries", "delivery")
    op.drop_index("ix_notices_organisation_id_id", table_name="notices")
    op.drop_table("notice_mails")
    op.drop_table("notice_preferences")
    op.drop_table("notice_settings")
    op.drop_table("notice_policies")
    # What is composed when it is sent, the older release cannot send.
    op.execute("DELETE FROM outgoing_mails WHERE sealed IS NULL")
    op.alter_column("outgoing_mails", "sealed", existing_type=sa.LargeBinary(), nullable=False)
