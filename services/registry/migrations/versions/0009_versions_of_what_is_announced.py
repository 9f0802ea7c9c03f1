"""No version of an aggregate can be announced twice: streams and versions in the outbox."""

from alembic import op

from shared.tables import create_v2, drop_v2

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# It tells of an organisation, as organisation.registered and .updated do.
MEMBER_ADMITTED = "avt.registry.member.admitted.v1"


def upgrade() -> None:
    create_v2(op, streams={MEMBER_ADMITTED: "organisation.v1"})


def downgrade() -> None:
    drop_v2(op)
