"""Give an organisation's people roles: those who represent it now hold all of them.

A release that knows no roles goes on: what it writes gets all of them, too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KNOWN = "ARRAY['administrator', 'buyer', 'seller', 'finance', 'reader', 'delegate']"
ALL = "'{administrator,buyer,seller,finance,reader,delegate}'"


def upgrade() -> None:
    for table, some in (
        ("delegations", "office <> 'representative' OR cardinality(roles) > 0"),
        ("invitations", "cardinality(roles) > 0"),
    ):
        op.add_column(
            table,
            sa.Column(
                "roles", postgresql.ARRAY(sa.Text()), server_default=sa.text(ALL), nullable=False
            ),
        )
        op.create_check_constraint(op.f(f"ck_{table}_roles_known"), table, f"roles <@ {KNOWN}")
        op.create_check_constraint(op.f(f"ck_{table}_roles_some"), table, some)
    op.add_column(
        "delegations",
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_delegations_version_positive"), "delegations", "version > 0"
    )


def downgrade() -> None:
    op.drop_column("delegations", "version")
    for table in ("invitations", "delegations"):
        op.drop_column(table, "roles")
