"""Offices are terms: who holds one, until when, by which decision; and the figures for that."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OFFICES = "'manager', 'board', 'coordinator', 'accountant', 'auditor', 'expert', 'assessor'"
UNCHECKED = "An assumption: the founding brochure is silent"
BROCHURE = "Founding brochure, governance: "


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _account(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], ["accounts.id"], name=op.f(f"fk_office_terms_{name}_accounts")
    )


def upgrade() -> None:
    op.drop_constraint(op.f("ck_delegations_office_known"), "delegations", type_="check")
    op.create_check_constraint(
        op.f("ck_delegations_office_known"),
        "delegations",
        f"office IN ('representative', {OFFICES})",
    )
    _create_policies()
    _create_terms()
    # Who holds office by now: by the bootstrap that put it there. The board's year runs from then,
    # and who is past it stays until a successor accepts, at most as long as the policy says.
    op.execute(
        """
        INSERT INTO office_terms (
            id, version, office, area, status, seat, account_id, name_public, decision_kind,
            decision_reference, decided_on, recorded_at, accepted_at, begins_at, began_at, ends_at)
        SELECT gen_random_uuid(), 1, d.office, CASE d.office WHEN 'board' THEN 'general' END,
            'in_office', row_number() OVER (PARTITION BY d.office ORDER BY d.created_at,
            d.account_id), d.account_id, false, 'bootstrap', 'bootstrap',
            (d.created_at AT TIME ZONE 'Europe/Riga')::date, d.created_at, NULL, d.created_at,
            d.created_at, CASE d.office WHEN 'board'
                THEN greatest(d.created_at + interval '12 months', now()) END
        FROM delegations d JOIN organisations o ON o.id = d.organisation_id AND o.is_cluster
        WHERE d.office IN ('manager', 'board')
        """
    )


def _create_policies() -> None:
    policies = op.create_table(
        "office_policies",
        sa.Column("office", sa.String(length=20), nullable=False),
        _moment("valid_from", nullable=False),
        sa.Column("seats_min", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("acceptance_days", sa.Integer(), nullable=False),
        sa.Column("caretaker_days", sa.Integer(), nullable=False),
        sa.Column("not_with", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"office IN ({OFFICES})", name=op.f("ck_office_policies_office_known")),
        sa.CheckConstraint(
            "seats_min >= 0 AND seats >= seats_min AND seats > 0",
            name=op.f("ck_office_policies_seats_count"),
        ),
        sa.CheckConstraint("term_months > 0", name=op.f("ck_office_policies_term_lasts")),
        sa.CheckConstraint(
            "acceptance_days > 0 AND caretaker_days >= 0",
            name=op.f("ck_office_policies_days_count"),
        ),
        sa.PrimaryKeyConstraint("office", "valid_from", name=op.f("pk_office_policies")),
    )
    row = {
        "valid_from": datetime(2000, 1, 1, tzinfo=UTC),
        "seats_min": 0,
        "seats": 1,
        "term_months": None,
        "acceptance_days": 30,
        "caretaker_days": 0,
        "not_with": [],
        "source": UNCHECKED,
        "checked": False,
    }
    op.bulk_insert(
        policies,
        [
            {
                **row,
                "office": "board",
                "seats_min": 5,
                "seats": 7,
                "term_months": 12,
                "caretaker_days": 90,
                "not_with": ["manager", "auditor", "accountant"],
                "source": BROCHURE + "5-7 delegates for one year. Assumed: 90 days as caretakers, "
                "30 days to accept, and not manager, auditor or accountant at once",
            },
            {
                **row,
                "office": "manager",
                "seats_min": 1,
                "caretaker_days": 90,
                "not_with": ["board", "auditor", "accountant"],
                "source": BROCHURE + "the manager runs operations. Assumed: no fixed term, 90 days "
                "as caretaker, and not on the board, auditor or accountant at once",
            },
            {
                **row,
                "office": "coordinator",
                "seats": 3,
                "source": BROCHURE + "three thematic coordinators. Assumed: no fixed term",
            },
            {**row, "office": "accountant", "not_with": ["manager", "board", "auditor"]},
            {
                **row,
                "office": "auditor",
                "seats": 3,
                "not_with": ["manager", "board", "accountant"],
            },
            {**row, "office": "expert", "seats": 50},
            {**row, "office": "assessor", "seats": 50},
        ],
    )


def _create_terms() -> None:
    op.create_table(
        "office_terms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_key", sa.String(length=254), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("name_public", sa.Boolean(), nullable=False),
        sa.Column("decision_kind", sa.String(length=10), nullable=False),
        sa.Column("decision_reference", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        _moment("recorded_at", nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        _moment("confirmed_at"),
        _moment("lapses_at"),
        _moment("accepted_at"),
        _moment("begins_at"),
        _moment("began_at"),
        _moment("ends_at"),
        _moment("ended_at"),
        sa.Column("ended_because", sa.String(length=10), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=True),
        sa.Column("recall_reference", sa.String(length=200), nullable=True),
        sa.Column("recall_decided_on", sa.Date(), nullable=True),
        sa.Column("recall_reason", sa.Text(), nullable=True),
        sa.Column("recall_recorded_by", sa.Uuid(), nullable=True),
        _moment("recall_recorded_at"),
        sa.CheckConstraint(f"office IN ({OFFICES})", name=op.f("ck_office_terms_office_known")),
        sa.CheckConstraint(
            "status IN ('proposed', 'confirmed', 'accepted', 'in_office', 'ended', 'refused',"
            " 'withdrawn', 'lapsed')",
            name=op.f("ck_office_terms_status_known"),
        ),
        sa.CheckConstraint(
            "decision_kind IN ('bootstrap', 'assembly', 'board')",
            name=op.f("ck_office_terms_decision_kind_known"),
        ),
        sa.CheckConstraint(
            "ended_because IN ('expired', 'recalled', 'resigned', 'succeeded')",
            name=op.f("ck_office_terms_ended_because_known"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_office_terms_version_positive")),
        sa.CheckConstraint("seat > 0", name=op.f("ck_office_terms_seat_positive")),
        sa.CheckConstraint(
            "(status = 'ended') = (ended_at IS NOT NULL)",
            name=op.f("ck_office_terms_ended_with_status"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_because IS NULL)",
            name=op.f("ck_office_terms_ended_with_a_reason"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('in_office', 'ended') OR num_nulls(account_id, seat, began_at) = 0",
            name=op.f("ck_office_terms_in_office_on_a_seat"),
        ),
        sa.CheckConstraint(
            "status <> 'accepted' OR account_id IS NOT NULL",
            name=op.f("ck_office_terms_accepted_by_one"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('proposed', 'confirmed') OR num_nulls(email_key, lapses_at) = 0",
            name=op.f("ck_office_terms_offered_to_an_address"),
        ),
        *(
            _account(name)
            for name in (
                "account_id",
                "recorded_by",
                "confirmed_by",
                "ended_by",
                "recall_recorded_by",
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_terms")),
    )
    for name, columns, when in (
        ("uq_office_terms_seat", ["office", "seat"], "status = 'in_office'"),
        ("uq_office_terms_person", ["office", "account_id"], "status = 'in_office'"),
        ("uq_office_terms_offer", ["office", "email_key"], "status IN ('proposed', 'confirmed')"),
    ):
        op.create_index(name, "office_terms", columns, unique=True, postgresql_where=sa.text(when))
    op.create_index("ix_office_terms_account_id", "office_terms", ["account_id"])
    op.create_index("ix_office_terms_email_key", "office_terms", ["email_key"])
    op.create_index("ix_office_terms_status_id", "office_terms", ["status", "id"])


def downgrade() -> None:
    op.drop_table("office_terms")
    op.drop_table("office_policies")
    op.drop_constraint(op.f("ck_delegations_office_known"), "delegations", type_="check")
    # What the release before does not know.
    op.execute("DELETE FROM delegations WHERE office NOT IN ('representative', 'manager', 'board')")
    op.create_check_constraint(
        op.f("ck_delegations_office_known"),
        "delegations",
        "office IN ('representative', 'manager', 'board')",
    )
