"""Keep what an organisation is to the platform: client, agent, provider, supporter.

Who offers roles is a provider. The older release writes none, and reads none.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "organisations",
        sa.Column(
            "capacities",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.execute("UPDATE organisations SET capacities = '{provider}' WHERE roles <> '{}'")
    op.create_check_constraint(
        op.f("ck_organisations_capacities_known"),
        "organisations",
        "capacities <@ ARRAY['client', 'agent', 'provider', 'supporter']",
    )
    op.create_index(
        "ix_organisations_capacities", "organisations", ["capacities"], postgresql_using="gin"
    )


def downgrade() -> None:
    op.drop_index("ix_organisations_capacities", table_name="organisations")
    op.drop_constraint(op.f("ck_organisations_capacities_known"), "organisations")
    op.drop_column("organisations", "capacities")
