"""Applications have steps and turns, questions with answers, evidence, and drafts before."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

CRITERIA = (
    "'field_related', 'delegates_representative', 'states_benefits', 'can_cofinance',"
    " 'joins_pilot_project', 'technological_capacity', 'good_standing'"
)
STEPS = (
    "'submitted', 'under_review', 'information_requested', 'answered', 'meeting', 'decided',"
    " 'withdrawn', 'closed'"
)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _account(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], ["accounts.id"], name=op.f(f"fk_{table}_{name}_accounts")
    )


def _application(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["application_id"],
        ["applications.id"],
        name=op.f(f"fk_{table}_application_id_applications"),
    )


def upgrade() -> None:
    _add_steps()
    _create_drafts()
    op.create_table(
        "information_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criteria", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("due_at", nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        _moment("asked_at", nullable=False),
        _moment("reminded_at"),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        _moment("answered_at"),
        _moment("taken_back_at"),
        sa.CheckConstraint("number > 0", name=op.f("ck_information_requests_number_positive")),
        sa.CheckConstraint("due_at > asked_at", name=op.f("ck_information_requests_due_later")),
        sa.CheckConstraint(
            "num_nulls(answer, answered_by, answered_at) IN (0, 3)",
            name=op.f("ck_information_requests_answered"),
        ),
        sa.CheckConstraint(
            "num_nulls(answered_at, taken_back_at) > 0",
            name=op.f("ck_information_requests_one_end"),
        ),
        _application("information_requests"),
        _account("information_requests", "asked_by"),
        _account("information_requests", "answered_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_requests")),
        sa.UniqueConstraint(
            "application_id", "number", name=op.f("uq_information_requests_application_id_number")
        ),
    )
    still_open = "answered_at IS NULL AND taken_back_at IS NULL"
    op.create_index(
        "uq_information_requests_one_open",
        "information_requests",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text(still_open),
    )
    op.create_index(
        "ix_information_requests_due_at",
        "information_requests",
        ["due_at"],
        postgresql_where=sa.text(f"{still_open} AND reminded_at IS NULL"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        _moment("added_at", nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        _moment("withdrawn_at"),
        sa.CheckConstraint(f"criterion IN ({CRITERIA})", name=op.f("ck_evidence_criterion_known")),
        sa.CheckConstraint(
            "num_nonnulls(link, note) > 0", name=op.f("ck_evidence_shows_something")
        ),
        sa.CheckConstraint(
            "sha256 IS NULL OR link IS NOT NULL", name=op.f("ck_evidence_sum_of_a_link")
        ),
        sa.CheckConstraint(
            "num_nulls(withdrawn_by, withdrawn_at) IN (0, 2)", name=op.f("ck_evidence_withdrawn")
        ),
        _application("evidence"),
        _account("evidence", "added_by"),
        _account("evidence", "withdrawn_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_application_id_id", "evidence", ["application_id", "id"])


def _create_drafts() -> None:
    op.create_table(
        "application_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("statements", postgresql.JSONB(), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        _moment("started_at", nullable=False),
        _moment("changed_at", nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_application_drafts_version_positive")),
        sa.CheckConstraint(
            "size IN ('micro', 'small', 'medium', 'large')",
            name=op.f("ck_application_drafts_size_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_application_drafts_organisation_id_organisations"),
        ),
        _account("application_drafts", "started_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_drafts")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_application_drafts_organisation_id")),
    )
    op.create_index("ix_application_drafts_changed_at", "application_drafts", ["changed_at"])


def _add_steps() -> None:
    # A release before this one may run beside it: it names none of the new columns.
    for column in (
        sa.Column("review_started_by", sa.Uuid(), nullable=True),
        _moment("review_started_at"),
        sa.Column("open_step", sa.String(30), nullable=False, server_default="submitted"),
        sa.Column("open_turn", sa.String(10), nullable=False, server_default="manager"),
        sa.Column(
            "turn_since",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("now()"),
        ),
        _moment("turn_until"),
        _moment("reminded_at"),
    ):
        op.add_column("applications", column)
    op.create_foreign_key(
        op.f("fk_applications_review_started_by_accounts"),
        "applications",
        "accounts",
        ["review_started_by"],
        ["id"],
    )
    op.create_check_constraint(
        op.f("ck_applications_open_step_known"), "applications", f"open_step IN ({STEPS})"
    )
    op.create_check_constraint(
        op.f("ck_applications_open_turn_known"),
        "applications",
        "open_turn IN ('applicant', 'manager', 'board', 'candidate')",
    )
    for name, columns in (
        ("ix_applications_open_turn_turn_since_id", ["open_turn", "turn_since", "id"]),
        ("ix_applications_turn_since_id", ["turn_since", "id"]),
        ("ix_applications_turn_until", ["turn_until"]),
    ):
        op.create_index(
            name, "applications", columns, postgresql_where=sa.text("status = 'submitted'")
        )
    op.execute(
        """
        UPDATE applications a SET turn_since = a.submitted_at,
            open_step = CASE
                WHEN EXISTS (SELECT FROM meetings m WHERE m.application_id = a.id)
                    OR EXISTS (SELECT FROM meeting_invitations i WHERE i.application_id = a.id)
                    THEN 'meeting'
                WHEN EXISTS (SELECT FROM assessments s WHERE s.application_id = a.id)
                    THEN 'under_review'
                ELSE 'submitted' END,
            open_turn = CASE
                WHEN EXISTS (SELECT FROM meetings m WHERE m.application_id = a.id) AND 7 =
                    (SELECT count(DISTINCT s.criterion) FROM assessments s
                        WHERE s.application_id = a.id)
                    THEN 'board'
                ELSE 'manager' END
        WHERE a.status = 'submitted'
        """
    )


def downgrade() -> None:
    op.drop_table("application_drafts")
    op.drop_table("evidence")
    op.drop_table("information_requests")
    for column in (
        "review_started_by",
        "review_started_at",
        "open_step",
        "open_turn",
        "turn_since",
        "turn_until",
        "reminded_at",
    ):
        op.drop_column("applications", column)
