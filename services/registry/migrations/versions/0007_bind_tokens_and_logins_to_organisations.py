"""Bind revocations to an organisation, and logins to the one that their person chose."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Until now a login acted for whom its person was delegated for first, which others decided. Of
# what is on record only two things were chosen: the organisation that a person registered itself
# (its delegation is the oldest there, and as old as the entry) and an office of the cluster, given
# by the operator. Everybody else acts for none until it names one.
CHOSEN = """
UPDATE accounts SET chosen_organisation_id = own.organisation_id
FROM (
    SELECT DISTINCT ON (ranked.account_id) ranked.account_id, ranked.organisation_id
    FROM (
        SELECT d.*, rank() OVER (PARTITION BY d.organisation_id ORDER BY d.created_at) AS place
        FROM delegations d
    ) ranked
    JOIN organisations o ON o.id = ranked.organisation_id
    WHERE (
        ranked.place = 1 AND ranked.created_at - o.registered_at < interval '1 second'
    ) OR (o.is_cluster AND ranked.office IN ('manager', 'board'))
    ORDER BY ranked.account_id, ranked.created_at
) own
WHERE own.account_id = accounts.id
"""


def upgrade() -> None:
    op.add_column("revocations", sa.Column("organisation_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_revocations_organisation_of_a_subject"),
        "revocations",
        "organisation_id IS NULL OR subject IS NOT NULL",
    )
    op.add_column("accounts", sa.Column("chosen_organisation_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_accounts_chosen_organisation_id_organisations"),
        "accounts",
        "organisations",
        ["chosen_organisation_id"],
        ["id"],
    )
    op.execute(CHOSEN)


def downgrade() -> None:
    op.drop_column("accounts", "chosen_organisation_id")
    # Older code would read these as revocations of the whole person.
    op.execute("DELETE FROM revocations WHERE organisation_id IS NOT NULL")
    op.drop_column("revocations", "organisation_id")
