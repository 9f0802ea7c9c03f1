"""Create admission: applications and what is put on record about each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("statements", postgresql.JSONB(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('ordinary', 'founding')", name=op.f("ck_applications_kind_known")
        ),
        sa.CheckConstraint(
            "status IN ('submitted', 'admitted', 'rejected')",
            name=op.f("ck_applications_status_known"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_applications_version_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_applications_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["accounts.id"], name=op.f("fk_applications_submitted_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(
        "ix_applications_organisation_id", "applications", ["organisation_id"], unique=False
    )
    op.create_index(
        "uq_applications_one_pending",
        "applications",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("status = 'submitted'"),
    )
    op.create_table(
        "assessments",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=30), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "criterion IN ('field_related', 'delegates_representative', 'states_benefits', 'can_cofinance', 'joins_pilot_project', 'technological_capacity', 'good_standing')",
            name=op.f("ck_assessments_criterion_known"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_assessments_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["assessed_by"], ["accounts.id"], name=op.f("fk_assessments_assessed_by_accounts")
        ),
        sa.PrimaryKeyConstraint("application_id", "criterion", name=op.f("pk_assessments")),
    )
    op.create_table(
        "waivers",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "criterion IN ('field_related', 'delegates_representative', 'states_benefits', 'can_cofinance', 'joins_pilot_project', 'technological_capacity', 'good_standing')",
            name=op.f("ck_waivers_criterion_known"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_waivers_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["accounts.id"], name=op.f("fk_waivers_granted_by_accounts")
        ),
        sa.PrimaryKeyConstraint("application_id", "criterion", name=op.f("pk_waivers")),
    )
    op.create_table(
        "meetings",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("participants", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_meetings_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_meetings_recorded_by_accounts")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_meetings")),
    )
    op.create_table(
        "decisions",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('admitted', 'rejected')", name=op.f("ck_decisions_outcome_known")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_decisions_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_decisions_decided_by_accounts")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_decisions")),
    )


def downgrade() -> None:
    op.drop_table("decisions")
    op.drop_table("meetings")
    op.drop_table("waivers")
    op.drop_table("assessments")
    op.drop_table("applications")
