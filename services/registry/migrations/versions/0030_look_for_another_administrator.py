"""Look for another administrator of an organisation whose own ones have vanished.

The older release goes on beside it; it lets whoever holds the secret accept any invitation.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

CHECKS = {
    "status_known": (
        "status IN ('waiting', 'invited', 'completed', 'stopped', 'withdrawn', 'lapsed')"
    ),
    "language_known": "language IN ('lv', 'en', 'lt', 'et')",
    "version_positive": "version > 0",
    "in_order": "waits_until >= opened_at AND ends_at > waits_until",
    "ended_with_status": "(status IN ('waiting', 'invited')) = (ended_at IS NULL)",
    "email_forgotten": "(email IS NULL) = (ended_at IS NOT NULL)",
    "invited_by_one": "status <> 'invited' OR invitation_id IS NOT NULL",
}


def upgrade() -> None:
    op.add_column(
        "invitations",
        sa.Column("addressee_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_table(
        "successions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_successions_{name}"))
            for name, condition in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_successions_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["accounts.id"], name=op.f("fk_successions_opened_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_successions_ended_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_successions")),
    )
    op.create_index(
        "uq_successions_one_living",
        "successions",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_successions_ends_at",
        "successions",
        ["ends_at"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_successions_organisation_id_id", "successions", ["organisation_id", "id"])
    op.create_index("ix_successions_status_id", "successions", ["status", "id"])


def downgrade() -> None:
    op.drop_table("successions")
    op.drop_column("invitations", "addressee_only")
