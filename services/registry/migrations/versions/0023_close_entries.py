"""Close entries of the directory, and open them again.

The older release goes on beside it, and shows closed entries like others. Going down needs numbers
that do not repeat.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = "uq_organisations_country_registration_number"
CHECKS = {
    "closed_no_member": "closed_at IS NULL OR membership <> 'member'",
    "closed_not_the_cluster": "closed_at IS NULL OR NOT is_cluster",
    "closed_may_not": "closed_at IS NULL OR coalesce(may = '{}', false)",
    "merged_is_closed": "merged_into IS NULL OR closed_at IS NOT NULL",
    "merged_into_another": "merged_into <> id",
}


def upgrade() -> None:
    op.add_column("organisations", sa.Column("closed_at", sa.DateTime(timezone=True)))
    op.add_column("organisations", sa.Column("merged_into", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_organisations_merged_into_organisations"),
        "organisations",
        "organisations",
        ["merged_into"],
        ["id"],
    )
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_organisations_{name}"), "organisations", condition)
    op.drop_index(KEY, table_name="organisations")
    op.create_index(
        KEY,
        "organisations",
        ["country", "register_key", "registration_number"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    _rebuild_vat_key()
    op.create_index(
        "ix_organisations_merged_into",
        "organisations",
        ["merged_into"],
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_table(
        "closures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopening_reason", sa.Text(), nullable=True),
        sa.Column("reopened_by", sa.Uuid(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('closed', 'reopened')", name=op.f("ck_closures_status_known")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_closures_version_positive")),
        sa.CheckConstraint("into_id <> organisation_id", name=op.f("ck_closures_into_another")),
        sa.CheckConstraint(
            "(status = 'reopened') = (reopened_at IS NOT NULL)",
            name=op.f("ck_closures_reopened_with_status"),
        ),
        sa.CheckConstraint(
            "(reopened_at IS NULL) = (reopening_reason IS NULL)",
            name=op.f("ck_closures_reopened_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_closures_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["organisations.id"], name=op.f("fk_closures_into_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["accounts.id"], name=op.f("fk_closures_closed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by"], ["accounts.id"], name=op.f("fk_closures_reopened_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    op.create_index(
        "uq_closures_one_in_force",
        "closures",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("status = 'closed'"),
    )
    op.create_index("ix_closures_organisation_id_id", "closures", ["organisation_id", "id"])
    op.create_index("ix_closures_status_id", "closures", ["status", "id"])


def downgrade() -> None:
    op.drop_table("closures")
    op.drop_index("ix_organisations_merged_into", table_name="organisations")
    op.drop_index(KEY, table_name="organisations")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_organisations_{name}"), "organisations", type_="check")
    for column in ("merged_into", "closed_at"):
        op.drop_column("organisations", column)
    op.create_index(
        KEY, "organisations", ["country", "register_key", "registration_number"], unique=True
    )
    _rebuild_vat_key()


def _rebuild_vat_key() -> None:
    # PostgreSQL checks the older index first, and callers are told of the registration number.
    name = op.f("uq_organisations_vat_key")
    op.drop_constraint(name, "organisations", type_="unique")
    op.create_unique_constraint(name, "organisations", ["vat_key"])
