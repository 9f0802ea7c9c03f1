"""Create the directory: organisations, their competences, published taxonomies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("sort_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("stages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("registration_number", sa.String(length=40), nullable=False),
        sa.Column("vat_number", sa.String(length=20), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("address_country", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("membership", sa.String(length=10), nullable=False),
        sa.Column("member_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_cluster", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(membership = 'none') = (member_since IS NULL)",
            name=op.f("ck_organisations_member_since_with_membership"),
        ),
        sa.CheckConstraint(
            "membership IN ('none', 'member', 'former')",
            name=op.f("ck_organisations_membership_known"),
        ),
        sa.CheckConstraint(
            "sector IN ('private', 'education_research', 'public', 'finance')",
            name=op.f("ck_organisations_sector_known"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_organisations_version_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint(
            "country",
            "registration_number",
            name=op.f("uq_organisations_country_registration_number"),
        ),
    )
    op.create_index(
        "ix_organisations_kinds", "organisations", ["kinds"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_organisations_roles", "organisations", ["roles"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_organisations_sort_key_id", "organisations", ["sort_key", "id"], unique=False
    )
    op.create_index(
        "ix_organisations_stages", "organisations", ["stages"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "uq_organisations_one_cluster",
        "organisations",
        ["is_cluster"],
        unique=True,
        postgresql_where=sa.text("is_cluster"),
    )
    op.create_table(
        "competences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=63), nullable=False),
        sa.Column("role", sa.String(length=63), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name=op.f("ck_competences_withdrawn_at_with_status"),
        ),
        sa.CheckConstraint(
            "status IN ('declared', 'withdrawn')", name=op.f("ck_competences_status_known")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_competences_version_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_competences_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competences")),
    )
    op.create_index(
        "ix_competences_organisation_id_id", "competences", ["organisation_id", "id"], unique=False
    )
    op.create_table(
        "taxonomy_publications",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_taxonomy_publications")),
    )


def downgrade() -> None:
    op.drop_table("taxonomy_publications")
    op.drop_table("competences")
    op.drop_table("organisations")
