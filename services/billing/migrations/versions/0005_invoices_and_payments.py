"""Invoices with their counters and files, and payments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_counters",
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seller_id", "kind", "year", name=op.f("pk_invoice_counters")),
    )
    op.create_table(
        "invoices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("issuer_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("gross_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("issued_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'client') = (mandate_id IS NOT NULL)",
            name=op.f("ck_invoices_client_by_mandate"),
        ),
        sa.CheckConstraint("kind IN ('client', 'fee')", name=op.f("ck_invoices_kind_known")),
        sa.CheckConstraint(
            "gross_cents = net_cents + vat_cents", name=op.f("ck_invoices_gross_is_the_sum")
        ),
        sa.CheckConstraint(
            "net_cents >= 0 AND vat_cents >= 0", name=op.f("ck_invoices_not_negative")
        ),
        sa.CheckConstraint(
            "paid_cents BETWEEN 0 AND gross_cents", name=op.f("ck_invoices_not_overpaid")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_invoices_mandate_id_mandates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint(
            "seller_id",
            "kind",
            "year",
            "sequence",
            name=op.f("uq_invoices_seller_id_kind_year_sequence"),
        ),
        sa.UniqueConstraint("seller_id", "number", name=op.f("uq_invoices_seller_id_number")),
    )
    op.create_index("ix_invoices_buyer", "invoices", ["buyer_id", "id"], unique=False)
    op.create_index("ix_invoices_seller", "invoices", ["seller_id", "id"], unique=False)
    op.create_table(
        "invoiced_orders",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoiced_orders_invoice_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_invoiced_orders_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "order_id", name=op.f("pk_invoiced_orders")),
        sa.UniqueConstraint("order_id", "kind", name=op.f("uq_invoiced_orders_order_id_kind")),
    )
    op.create_table(
        "invoice_files",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(length=3), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("format IN ('pdf', 'ubl')", name=op.f("ck_invoice_files_format_known")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_files_invoice_id_invoices")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "format", name=op.f("pk_invoice_files")),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payments_amount_positive")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_payments_invoice_id_invoices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint(
            "invoice_id", "reference", name=op.f("uq_payments_invoice_id_reference")
        ),
    )


def downgrade() -> None:
    op.drop_table("payments")
    op.drop_table("invoice_files")
    op.drop_table("invoiced_orders")
    op.drop_table("invoices")
    op.drop_table("invoice_counters")
