"""Write what every organisation stands as, and until when it is a member."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STANDINGS = "'none', 'candidate', 'member', 'suspended', 'leaving', 'former', 'excluded'"


def upgrade() -> None:
    op.add_column(
        "organisations", sa.Column("standing_beneath", sa.String(length=10), nullable=True)
    )
    op.add_column(
        "organisations", sa.Column("member_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "organisations",
        sa.Column(
            "may_as_of",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("'1970-01-01 00:00:00+00'"),
        ),
    )
    op.create_check_constraint(
        op.f("ck_organisations_standing_known"), "organisations", f"standing IN ({STANDINGS})"
    )
    # Nothing is announced here: readers take no standing for what the membership says.
    op.execute("UPDATE organisations SET standing = membership WHERE standing IS NULL")
    op.execute(
        "UPDATE organisations SET standing = 'candidate'"
        " WHERE standing IN ('none', 'former') AND id IN"
        " (SELECT organisation_id FROM applications WHERE status = 'submitted')"
    )
    op.execute("UPDATE organisations SET standing_beneath = 'member' WHERE standing = 'suspended'")
    for columns in (["standing", "sort_key", "id"], ["may_as_of", "id"]):
        op.create_index(f"ix_organisations_{'_'.join(columns)}", "organisations", columns)


def downgrade() -> None:
    for columns in (["standing", "sort_key", "id"], ["may_as_of", "id"]):
        op.drop_index(f"ix_organisations_{'_'.join(columns)}", table_name="organisations")
    op.drop_constraint(op.f("ck_organisations_standing_known"), "organisations", type_="check")
    # The release before told of a standing only where a suspension had been.
    for name in ("may_as_of", "member_until", "standing_beneath"):
        op.drop_column("organisations", name)
