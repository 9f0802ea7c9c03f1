"""Create what follows the deadline: opened bids, quality scores and awards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opened_bids",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("delivery_days", sa.Integer(), nullable=False),
        sa.Column("approach", sa.Text(), nullable=False),
        sa.Column("milestones", postgresql.JSONB(), nullable=False),
        sa.Column("partners", postgresql.JSONB(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("delivery_days > 0", name="ck_opened_bids_delivery_positive"),
        sa.CheckConstraint("price_cents > 0", name="ck_opened_bids_price_positive"),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name="fk_opened_bids_bid_id_bids"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name="fk_opened_bids_lot_id_lots"),
        sa.PrimaryKeyConstraint("bid_id", name="pk_opened_bids"),
        sa.UniqueConstraint("bid_id", "lot_id", name="uq_opened_bids_bid_id_lot_id"),
    )
    op.create_index("ix_opened_bids_lot_id", "opened_bids", ["lot_id"], unique=False)
    op.create_table(
        "awards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("was_first", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("awarded_by", sa.Uuid(), nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "was_first OR length(reason) > 0", name="ck_awards_reason_when_not_first"
        ),
        sa.ForeignKeyConstraint(
            ["bid_id", "lot_id"],
            ["opened_bids.bid_id", "opened_bids.lot_id"],
            name="fk_awards_bid_id_lot_id_opened_bids",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_awards"),
        sa.UniqueConstraint("lot_id", name="uq_awards_lot_id"),
    )
    op.create_table(
        "quality_scores",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="ck_quality_scores_score_in_range"),
        sa.ForeignKeyConstraint(
            ["bid_id"], ["opened_bids.bid_id"], name="fk_quality_scores_bid_id_opened_bids"
        ),
        sa.PrimaryKeyConstraint("bid_id", "sequence", name="pk_quality_scores"),
    )


def downgrade() -> None:
    op.drop_table("awards")
    op.drop_table("quality_scores")
    op.drop_table("opened_bids")
