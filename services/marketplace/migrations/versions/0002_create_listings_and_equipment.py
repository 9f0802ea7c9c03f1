"""Create the organisations' copy, listings and equipment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "equipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("day_rate_cents", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'draft') = (published_at IS NULL)",
            name="ck_equipment_published_when_not_draft",
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'withdrawn')", name="ck_equipment_status_known"
        ),
        sa.CheckConstraint("day_rate_cents >= 0", name="ck_equipment_day_rate_not_negative"),
        sa.CheckConstraint("quantity >= 1", name="ck_equipment_quantity_positive"),
        sa.PrimaryKeyConstraint("id", name="pk_equipment"),
    )
    op.create_index("ix_equipment_provider_id", "equipment", ["provider_id", "id"], unique=False)
    op.create_index(
        "ix_equipment_published",
        "equipment",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "listings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("price_unit", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'draft') = (published_at IS NULL)",
            name="ck_listings_published_when_not_draft",
        ),
        sa.CheckConstraint(
            "price_unit IN ('hour', 'day', 'project', 'unit')", name="ck_listings_price_unit_known"
        ),
        sa.CheckConstraint(
            "stage IN ('content_and_technology', 'data_transfer', 'pre_production', 'production', 'post_production', 'ip_rights', 'distribution')",
            name="ck_listings_stage_known",
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'withdrawn')", name="ck_listings_status_known"
        ),
        sa.CheckConstraint("price_cents >= 0", name="ck_listings_price_not_negative"),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
    )
    op.create_index("ix_listings_provider_id", "listings", ["provider_id", "id"], unique=False)
    op.create_index(
        "ix_listings_published",
        "listings",
        ["id"],
        unique=False,
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("membership", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )


def downgrade() -> None:
    op.drop_table("equipment")
    op.drop_table("listings")
    op.drop_table("organisations")
