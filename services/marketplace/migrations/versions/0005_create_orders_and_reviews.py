"""Create orders, their milestones and reviews."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'completed') = (completed_at IS NOT NULL)",
            name="ck_orders_completed_at_known",
        ),
        sa.CheckConstraint(
            "(status IN ('confirmed', 'completed')) = (confirmed_at IS NOT NULL)",
            name="ck_orders_confirmed_at_known",
        ),
        sa.CheckConstraint(
            "status IN ('placed', 'confirmed', 'declined', 'cancelled', 'completed')",
            name="ck_orders_status_known",
        ),
        sa.CheckConstraint("net_cents > 0", name="ck_orders_net_positive"),
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name="ck_orders_share_in_range"),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name="fk_orders_bid_id_bids"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name="fk_orders_lot_id_lots"),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name="fk_orders_tender_id_tenders"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("lot_id", "provider_id", name="uq_orders_lot_id_provider_id"),
    )
    op.create_index("ix_orders_client_id", "orders", ["client_id", "id"], unique=False)
    op.create_index("ix_orders_provider_id", "orders", ["provider_id", "id"], unique=False)
    op.create_table(
        "order_milestones",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'delivered', 'accepted')",
            name="ck_order_milestones_status_known",
        ),
        sa.CheckConstraint("net_cents >= 0", name="ck_order_milestones_net_not_negative"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name="fk_order_milestones_order_id_orders"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_order_milestones"),
        sa.UniqueConstraint("order_id", "position", name="uq_order_milestones_order_id_position"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="ck_reviews_rating_in_range"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_reviews_order_id_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("order_id", name="uq_reviews_order_id"),
    )
    op.create_index("ix_reviews_provider_id", "reviews", ["provider_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("reviews")
    op.drop_table("order_milestones")
    op.drop_table("orders")
