"""Keep exclusions of members, and what was heard to them."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_STATUSES = (
    "noticed",
    "decided",
    "appealed",
    "in_force",
    "ended",
    "withdrawn",
    "rejected",
    "annulled",
    "lapsed",
)
_OPEN = "status IN ('noticed', 'decided', 'appealed', 'in_force')"


def _one_of(column: str, *values: str) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _account(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["accounts.id"], name=op.f(f"fk_{table}_{column}_accounts")
    )


def upgrade() -> None:
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reviews", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        _moment("opened_at", nullable=False),
        _moment("hearing_until", nullable=False),
        _moment("due_at"),
        _moment("decided_at"),
        sa.Column("vote_id", sa.Uuid(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appealed_by", sa.Uuid(), nullable=True),
        _moment("appealed_at"),
        sa.Column("appeal_outcome", sa.String(length=10), nullable=True),
        sa.Column("assembly_reference", sa.String(length=200), nullable=True),
        sa.Column("assembly_on", sa.Date(), nullable=True),
        sa.Column("assembly_recorded_by", sa.Uuid(), nullable=True),
        _moment("in_force_since"),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        _moment("ended_at"),
        *_checks(),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_exclusions_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["board_votes.id"], name=op.f("fk_exclusions_vote_id_board_votes")
        ),
        _account("exclusions", "opened_by"),
        _account("exclusions", "appealed_by"),
        _account("exclusions", "assembly_recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
    )
    op.create_index(
        "uq_exclusions_one_open",
        "exclusions",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text(_OPEN),
    )
    op.create_index(
        "ix_exclusions_due_at",
        "exclusions",
        ["due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_exclusions_organisation_id_id", "exclusions", ["organisation_id", "id"])
    op.create_index("ix_exclusions_status_id", "exclusions", ["status", "id"])
    _create_hearings()


def _checks() -> list[sa.CheckConstraint]:
    checks = {
        "status_known": _one_of("status", *_STATUSES),
        "ground_known": _one_of(
            "ground", "image_harmed", "unfair_competition", "repeated_low_quality"
        ),
        "appeal_outcome_known": _one_of("appeal_outcome", "upheld", "rejected"),
        "version_positive": "version > 0",
        "time_to_be_heard": "hearing_until > opened_at",
        "decided_after_the_hearing": "decided_at >= hearing_until",
        "time_ends_what_is_open": "(ended_at IS NULL) = (due_at IS NOT NULL)",
        "ended_with_status": f"({_OPEN}) = (ended_at IS NULL)",
        "decided_by_a_vote": (
            "status NOT IN ('decided', 'appealed', 'in_force', 'annulled', 'ended')"
            " OR num_nulls(decided_at, vote_id) = 0"
        ),
        "appeal_is_whole": "num_nulls(appeal, appealed_by, appealed_at) IN (0, 3)",
        "appeal_decision_is_whole": (
            "num_nulls(appeal_outcome, assembly_reference, assembly_on, assembly_recorded_by)"
            " IN (0, 4)"
        ),
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_exclusions_{name}"))
        for name, rule in checks.items()
    ]


def _create_hearings() -> None:
    op.create_table(
        "exclusion_hearings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exclusion_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("held_at", nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            _one_of("kind", "meeting", "statement"), name=op.f("ck_exclusion_hearings_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["exclusion_id"],
            ["exclusions.id"],
            name=op.f("fk_exclusion_hearings_exclusion_id_exclusions"),
        ),
        _account("exclusion_hearings", "recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_hearings")),
    )
    op.create_index(
        "ix_exclusion_hearings_exclusion_id_id", "exclusion_hearings", ["exclusion_id", "id"]
    )


def downgrade() -> None:
    # The release before knows no such matter, and could not read a vote on it.
    op.execute("DELETE FROM declared_conflicts WHERE application_id IN (SELECT id FROM exclusions)")
    op.drop_table("exclusion_hearings")
    op.drop_table("exclusions")
    op.execute(
        "DELETE FROM board_ballots WHERE vote_id IN"
        " (SELECT id FROM board_votes WHERE matter = 'exclusion')"
    )
    op.execute("DELETE FROM board_votes WHERE matter = 'exclusion'")
