"""Keep suspensions, and what an organisation may by its standing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATUSES = "'proposed', 'confirmed', 'in_force', 'ended', 'lifted', 'withdrawn', 'lapsed'"


def upgrade() -> None:
    op.add_column("organisations", sa.Column("standing", sa.String(length=10), nullable=True))
    op.add_column("organisations", sa.Column("may", postgresql.ARRAY(sa.Text()), nullable=True))
    op.create_table(
        "suspensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifting_reason", sa.Text(), nullable=True),
        sa.Column("lifting_proposed_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_suspensions_status_known")),
        sa.CheckConstraint("version > 0", name=op.f("ck_suspensions_version_positive")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_suspensions_ends_after_it_begins")),
        sa.CheckConstraint(
            "confirmed_by <> proposed_by", name=op.f("ck_suspensions_two_members_suspend")
        ),
        sa.CheckConstraint(
            "lifted_by <> lifting_proposed_by", name=op.f("ck_suspensions_two_members_lift")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["accounts.id"], name=op.f("fk_suspensions_proposed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["accounts.id"], name=op.f("fk_suspensions_confirmed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["lifting_proposed_by"],
            ["accounts.id"],
            name=op.f("fk_suspensions_lifting_proposed_by_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["accounts.id"], name=op.f("fk_suspensions_lifted_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_suspensions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    op.create_index(
        "uq_suspensions_one_open",
        "suspensions",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('proposed', 'confirmed', 'in_force')"),
    )


def downgrade() -> None:
    op.drop_table("suspensions")
    for name in ("may", "standing"):
        op.drop_column("organisations", name)
