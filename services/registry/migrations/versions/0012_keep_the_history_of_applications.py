"""Assessments, waivers and meetings append; invitations to meet; ends without a decision."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NEW_ID = sa.text("gen_random_uuid()")


def upgrade() -> None:
    op.drop_constraint("ck_applications_status_known", "applications")
    op.create_check_constraint(
        op.f("ck_applications_status_known"),
        "applications",
        "status IN ('submitted', 'admitted', 'rejected', 'withdrawn', 'closed')",
    )
    # A release before this one may run beside it: it names none of the new columns.
    for table in ("assessments", "waivers", "meetings"):
        op.add_column(table, sa.Column("id", sa.Uuid(), nullable=False, server_default=_NEW_ID))
        op.drop_constraint(f"pk_{table}", table)
        op.create_primary_key(f"pk_{table}", table, ["id"])
    for table in ("assessments", "meetings"):
        op.add_column(table, sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        op.create_check_constraint(op.f(f"ck_{table}_number_positive"), table, "number > 0")
    op.create_unique_constraint(
        op.f("uq_assessments_application_id_criterion_number"),
        "assessments",
        ["application_id", "criterion", "number"],
    )
    op.create_unique_constraint(
        op.f("uq_meetings_application_id_number"), "meetings", ["application_id", "number"]
    )
    op.add_column("meetings", sa.Column("correction", sa.Text(), nullable=True))
    op.add_column("waivers", sa.Column("assessment_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_waivers_assessment_id_assessments"),
        "waivers",
        "assessments",
        ["assessment_id"],
        ["id"],
    )
    op.create_unique_constraint(op.f("uq_waivers_assessment_id"), "waivers", ["assessment_id"])
    op.create_index("ix_waivers_application_id", "waivers", ["application_id"])
    # The only assessment that is kept of a criterion may be a later one than was waived: a waiver
    # that is older than it excuses nothing.
    op.execute(
        "UPDATE waivers SET assessment_id = assessments.id FROM assessments"
        " WHERE assessments.application_id = waivers.application_id"
        " AND assessments.criterion = waivers.criterion"
        " AND assessments.assessed_at <= waivers.granted_at"
    )
    op.create_table(
        "meeting_invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_meeting_invitations_number_positive")),
        sa.CheckConstraint(
            "missed_at >= meets_at", name=op.f("ck_meeting_invitations_missed_after_its_time")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_meeting_invitations_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["accounts.id"],
            name=op.f("fk_meeting_invitations_invited_by_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_invitations")),
        sa.UniqueConstraint(
            "application_id", "number", name=op.f("uq_meeting_invitations_application_id_number")
        ),
    )
    op.create_table(
        "application_endings",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('withdrawn', 'closed')", name=op.f("ck_application_endings_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_endings_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_application_endings_ended_by_accounts")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_application_endings")),
    )


def downgrade() -> None:
    """Go back to the last of each; what was withdrawn or closed counts as rejected."""
    op.execute(
        "INSERT INTO decisions (application_id, outcome, reason, decided_by, decided_at)"
        " SELECT application_id, 'rejected', coalesce(reason, kind), ended_by, ended_at"
        " FROM application_endings"
    )
    op.drop_table("application_endings")
    op.drop_table("meeting_invitations")
    op.execute(
        "UPDATE applications SET status = 'rejected' WHERE status IN ('withdrawn', 'closed')"
    )
    op.execute(
        "DELETE FROM waivers USING waivers AS later"
        " WHERE later.application_id = waivers.application_id"
        " AND later.criterion = waivers.criterion"
        " AND (later.granted_at, later.id) > (waivers.granted_at, waivers.id)"
    )
    op.drop_index("ix_waivers_application_id", "waivers")
    op.drop_column("waivers", "assessment_id")
    op.execute(
        "DELETE FROM assessments USING assessments AS later"
        " WHERE later.application_id = assessments.application_id"
        " AND later.criterion = assessments.criterion AND later.number > assessments.number"
    )
    op.execute(
        "DELETE FROM meetings USING meetings AS later"
        " WHERE later.application_id = meetings.application_id"
        " AND later.number > meetings.number"
    )
    op.drop_column("meetings", "correction")
    for table, key in (
        ("assessments", ["application_id", "criterion"]),
        ("waivers", ["application_id", "criterion"]),
        ("meetings", ["application_id"]),
    ):
        op.drop_constraint(f"pk_{table}", table)
        op.create_primary_key(f"pk_{table}", table, key)
        op.drop_column(table, "id")
    for table in ("assessments", "meetings"):
        op.drop_column(table, "number")
    op.drop_constraint("ck_applications_status_known", "applications")
    op.create_check_constraint(
        op.f("ck_applications_status_known"),
        "applications",
        "status IN ('submitted', 'admitted', 'rejected')",
    )
