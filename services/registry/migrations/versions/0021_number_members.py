"""Members have a number and a class of dues."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Who is a member by now is numbered by a duty, which announces it.
    op.add_column("organisations", sa.Column("member_number", sa.Integer(), nullable=True))
    op.add_column("organisations", sa.Column("dues_class", sa.String(length=63), nullable=True))
    op.create_check_constraint(
        op.f("ck_organisations_member_number_positive"), "organisations", "member_number > 0"
    )
    op.create_unique_constraint(
        op.f("uq_organisations_member_number"), "organisations", ["member_number"]
    )
    op.add_column("applications", sa.Column("size", sa.String(length=10), nullable=True))
    op.add_column("applications", sa.Column("dues_class", sa.String(length=63), nullable=True))
    op.create_check_constraint(
        op.f("ck_applications_size_known"),
        "applications",
        "size IN ('micro', 'small', 'medium', 'large')",
    )
    counter = op.create_table(
        "member_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_member_counter_one_row")),
        sa.CheckConstraint("last >= 0", name=op.f("ck_member_counter_last_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_counter")),
    )
    op.bulk_insert(counter, [{"id": 1, "last": 0}])
    op.create_table(
        "dues_class_choices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dues_class", sa.String(length=63), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_dues_class_choices_number_positive")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_dues_class_choices_application_id_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["accounts.id"], name=op.f("fk_dues_class_choices_set_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_class_choices")),
        sa.UniqueConstraint(
            "application_id", "number", name=op.f("uq_dues_class_choices_application_id_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("dues_class_choices")
    op.drop_table("member_counter")
    for table, column in (
        ("applications", "size"),
        ("applications", "dues_class"),
        ("organisations", "member_number"),
        ("organisations", "dues_class"),
    ):
        op.drop_column(table, column)
