"""Entries are corrected: registers, VAT numbers of one holder, a history of reasons.

What the older release writes meanwhile has neither `register_key` nor `vat_key`: numbers repeat by
country as they did, VAT numbers as they could. Going down needs numbers that do not repeat.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The older release translates the violation by this name.
KEY = "uq_organisations_country_registration_number"


def upgrade() -> None:
    op.add_column("organisations", sa.Column("register_name", sa.String(length=200), nullable=True))
    op.add_column(
        "organisations",
        sa.Column("register_key", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column("organisations", sa.Column("vat_key", sa.String(length=20), nullable=True))
    # Of two that have one VAT number already, the first holds it; the other keeps what it shows.
    op.execute(
        "UPDATE organisations SET vat_key = vat_number WHERE id IN ("
        "SELECT DISTINCT ON (vat_number) id FROM organisations WHERE vat_number IS NOT NULL"
        " ORDER BY vat_number, registered_at, id)"
    )
    op.drop_constraint(KEY, "organisations", type_="unique")
    op.create_index(
        KEY,
        "organisations",
        ["country", "register_key", "registration_number"],
        unique=True,
    )
    op.create_unique_constraint(op.f("uq_organisations_vat_key"), "organisations", ["vat_key"])
    op.create_table(
        "organisation_corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_corrections_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["accounts.id"],
            name=op.f("fk_organisation_corrections_made_by_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_corrections")),
    )
    op.create_index(
        "ix_organisation_corrections_organisation_id_id",
        "organisation_corrections",
        ["organisation_id", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("organisation_corrections")
    op.drop_constraint(op.f("uq_organisations_vat_key"), "organisations", type_="unique")
    op.drop_index(KEY, table_name="organisations")
    op.create_unique_constraint(KEY, "organisations", ["country", "registration_number"])
    for column in ("vat_key", "register_key", "register_name"):
        op.drop_column("organisations", column)
