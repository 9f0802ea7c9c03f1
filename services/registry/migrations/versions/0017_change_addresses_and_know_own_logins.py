"""Codes for a change of one's own address and for taking it back; a hint of a login's device."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KNOWN = "ck_address_proofs_purpose_known"


def upgrade() -> None:
    op.drop_constraint(op.f(KNOWN), "address_proofs", type_="check")
    op.create_check_constraint(
        op.f(KNOWN),
        "address_proofs",
        "purpose IN ('account', 'password', 'email', 'undo_email')",
    )
    op.add_column("login_sessions", sa.Column("client_hint", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("login_sessions", "client_hint")
    op.execute("DELETE FROM address_proofs WHERE purpose IN ('email', 'undo_email')")
    op.drop_constraint(op.f(KNOWN), "address_proofs", type_="check")
    op.create_check_constraint(op.f(KNOWN), "address_proofs", "purpose IN ('account', 'password')")
