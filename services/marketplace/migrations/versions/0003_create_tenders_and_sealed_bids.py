"""Create tenders, their lots and keys, and sealed bids."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tenders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weight_price", sa.Integer(), nullable=False),
        sa.Column("weight_quality", sa.Integer(), nullable=False),
        sa.Column("weight_delivery", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'opened', 'awarded', 'cancelled')",
            name="ck_tenders_status_known",
        ),
        sa.CheckConstraint(
            "status NOT IN ('opened', 'awarded') OR opened_at IS NOT NULL",
            name="ck_tenders_opened_at_known",
        ),
        sa.CheckConstraint("opened_at >= deadline", name="ck_tenders_opened_after_deadline"),
        sa.CheckConstraint(
            "weight_price >= 0 AND weight_quality >= 0 AND weight_delivery >= 0 AND weight_price + weight_quality + weight_delivery = 100",
            name="ck_tenders_weights_sum_to_100",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tenders"),
        sa.UniqueConstraint("id", "deadline", name="uq_tenders_id_deadline"),
    )
    op.create_index("ix_tenders_client_id", "tenders", ["client_id", "id"], unique=False)
    op.create_table(
        "lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("budget_cents", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('content_and_technology', 'data_transfer', 'pre_production', 'production', 'post_production', 'ip_rights', 'distribution')",
            name="ck_lots_stage_known",
        ),
        sa.CheckConstraint(
            "status IN ('open', 'awarded', 'without_bids', 'cancelled')",
            name="ck_lots_status_known",
        ),
        sa.CheckConstraint("budget_cents >= 0", name="ck_lots_budget_not_negative"),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name="fk_lots_tender_id_tenders"),
        sa.PrimaryKeyConstraint("id", name="pk_lots"),
        sa.UniqueConstraint("id", "tender_id", name="uq_lots_id_tender_id"),
        sa.UniqueConstraint("tender_id", "position", name="uq_lots_tender_id_position"),
    )
    op.create_table(
        "tender_keys",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("master_key_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tenders.id"], name="fk_tender_keys_tender_id_tenders"
        ),
        sa.PrimaryKeyConstraint("tender_id", name="pk_tender_keys"),
    )
    op.create_table(
        "bids",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="ck_bids_withdrawn_at_known"
        ),
        sa.CheckConstraint(
            "status IN ('sealed', 'withdrawn', 'opened', 'not_confirmed', 'unreadable')",
            name="ck_bids_status_known",
        ),
        sa.CheckConstraint("received_at < deadline", name="ck_bids_received_before_deadline"),
        sa.CheckConstraint("withdrawn_at < deadline", name="ck_bids_withdrawn_before_deadline"),
        sa.ForeignKeyConstraint(
            ["lot_id", "tender_id"],
            ["lots.id", "lots.tender_id"],
            name="fk_bids_lot_id_tender_id_lots",
        ),
        sa.ForeignKeyConstraint(
            ["tender_id", "deadline"],
            ["tenders.id", "tenders.deadline"],
            name="fk_bids_tender_id_deadline_tenders",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bids"),
    )
    op.create_index("ix_bids_lot_id", "bids", ["lot_id"], unique=False)
    op.create_index("ix_bids_tender_id", "bids", ["tender_id", "id"], unique=False)
    op.create_table(
        "bid_members",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_lead OR confirmed_at IS NOT NULL", name="ck_bid_members_lead_is_confirmed"
        ),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name="fk_bid_members_bid_id_bids"),
        sa.PrimaryKeyConstraint("bid_id", "organisation_id", name="pk_bid_members"),
    )
    op.create_index(
        "ix_bid_members_organisation_id", "bid_members", ["organisation_id", "bid_id"], unique=False
    )
    op.create_index(
        "uq_bid_members_one_live_bid",
        "bid_members",
        ["lot_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("live AND confirmed_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("bid_members")
    op.drop_table("bids")
    op.drop_table("tender_keys")
    op.drop_table("lots")
    op.drop_table("tenders")
