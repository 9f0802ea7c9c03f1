"""The board votes: ballots, results, and decisions and waivers that rest on a vote."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _create_votes()
    _create_ballots()
    for table in ("waivers", "decisions"):
        op.add_column(table, sa.Column("vote_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_{table}_vote_id_board_votes"), table, "board_votes", ["vote_id"], ["id"]
        )
    # A conflict of interest is declared in any kind of case from now on.
    op.drop_constraint(
        op.f("fk_declared_conflicts_application_id_applications"),
        "declared_conflicts",
        type_="foreignkey",
    )


def _create_votes() -> None:
    op.create_table(
        "board_votes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("proposal", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        _moment("opened_at"),
        _moment("closes_at"),
        sa.Column("extended", sa.Boolean(), nullable=False),
        _moment("closed_at", nullable=True),
        sa.Column("electors", sa.Integer(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'passed', 'rejected', 'no_quorum', 'withdrawn', 'void')",
            name=op.f("ck_board_votes_status_known"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_board_votes_version_positive")),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_board_votes_open_for_a_while")),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL)",
            name=op.f("ck_board_votes_closed_with_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('passed', 'rejected')"
            " OR (num_nulls(electors, quorum, yes, no, abstained) = 0"
            " AND yes + no + abstained BETWEEN quorum AND electors)",
            name=op.f("ck_board_votes_decided_by_a_quorum"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_board_votes_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["accounts.id"], name=op.f("fk_board_votes_opened_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_votes")),
    )
    is_open = sa.text("status = 'open'")
    op.create_index(
        "uq_board_votes_one_open",
        "board_votes",
        ["matter", "subject_id"],
        unique=True,
        postgresql_where=is_open,
    )
    op.create_index(
        "ix_board_votes_closes_at", "board_votes", ["closes_at"], postgresql_where=is_open
    )
    op.create_index("ix_board_votes_case_id", "board_votes", ["case_id"])
    op.create_index("ix_board_votes_subject_id", "board_votes", ["matter", "subject_id"])
    op.create_index("ix_board_votes_organisation_id_id", "board_votes", ["organisation_id", "id"])
    op.create_index("ix_board_votes_status_id", "board_votes", ["status", "id"])


def _create_ballots() -> None:
    op.create_table(
        "board_ballots",
        sa.Column("vote_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        _moment("cast_at"),
        sa.Column("counted", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "choice IN ('yes', 'no', 'abstain')", name=op.f("ck_board_ballots_choice_known")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_board_ballots_number_positive")),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["board_votes.id"], name=op.f("fk_board_ballots_vote_id_board_votes")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_board_ballots_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("vote_id", "account_id", "number", name=op.f("pk_board_ballots")),
    )


def downgrade() -> None:
    # What the release before does not know: conflicts in other cases than applications.
    op.execute(
        "DELETE FROM declared_conflicts WHERE application_id NOT IN (SELECT id FROM applications)"
    )
    op.create_foreign_key(
        op.f("fk_declared_conflicts_application_id_applications"),
        "declared_conflicts",
        "applications",
        ["application_id"],
        ["id"],
    )
    for table in ("waivers", "decisions"):
        op.drop_constraint(op.f(f"fk_{table}_vote_id_board_votes"), table, type_="foreignkey")
        op.drop_column(table, "vote_id")
    op.drop_table("board_ballots")
    op.drop_table("board_votes")
