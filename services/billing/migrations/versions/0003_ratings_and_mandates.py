"""Ratings of orders, and mandates to invoice in a provider's name."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TERMS = sa.table(
    "mandate_terms",
    sa.column("version", sa.Text),
    sa.column("valid_from", sa.DateTime(timezone=True)),
    sa.column("text", postgresql.JSONB),
    sa.column("source", sa.Text),
)
TEXT = {
    "lv": (
        "Pakalpojuma sniedzējs pilnvaro klasteri tā vārdā un uzdevumā izrakstīt rēķinus par "
        "pasūtījumiem, kas platformā apstiprināti un izpildīti, un apņemas pats neizrakstīt "
        "rēķinus par tiem pašiem pasūtījumiem. Rēķinus numurē atsevišķā sērijā. Par rēķina "
        "saturu un PVN samaksu atbild pakalpojuma sniedzējs. Pilnvarojums ir spēkā līdz tā "
        "atsaukšanai."
    ),
    "en": (
        "The provider empowers the cluster to issue, in its name and on its behalf, the invoices "
        "for orders confirmed and completed on the platform, and undertakes not to invoice the "
        "same orders itself. The invoices are numbered in a series of their own. The provider "
        "answers for their content and for the VAT. The mandate lasts until it is withdrawn."
    ),
}


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fee_schedule_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("fee_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("discount_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("discount_cents", sa.BigInteger(), nullable=False),
        sa.Column("cluster_share_cents", sa.BigInteger(), nullable=False),
        sa.Column("provider_share_cents", sa.BigInteger(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rated_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cluster_share_cents + provider_share_cents = discount_cents",
            name=op.f("ck_ratings_shares_add_up"),
        ),
        sa.CheckConstraint(
            "fee_cents >= 0 AND cluster_share_cents >= 0 AND provider_share_cents >= 0",
            name=op.f("ck_ratings_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["fee_schedule_id"],
            ["fee_schedules.id"],
            name=op.f("fk_ratings_fee_schedule_id_fee_schedules"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_ratings_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["loyalty_programmes.id"],
            name=op.f("fk_ratings_programme_id_loyalty_programmes"),
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_ratings")),
    )
    op.create_table(
        "mandate_terms",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("valid_from", UtcDateTime(timezone=True), nullable=False),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_mandate_terms")),
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("terms_version", sa.String(length=40), nullable=False),
        sa.Column("accepted_by", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["terms_version"],
            ["mandate_terms.version"],
            name=op.f("fk_mandates_terms_version_mandate_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    op.create_index(op.f("ix_mandates_provider_id"), "mandates", ["provider_id"], unique=False)
    op.create_index(
        "uq_mandates_open",
        "mandates",
        ["provider_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.bulk_insert(
        TERMS,
        [
            {
                "version": "2026-01",
                "valid_from": datetime(2019, 12, 31, 22, tzinfo=UTC),
                "text": TEXT,
                "source": "Sample terms of the platform, after Directive 2006/112/EC Art. 220(1)",
            }
        ],
    )


def downgrade() -> None:
    op.drop_table("mandates")
    op.drop_table("mandate_terms")
    op.drop_table("ratings")
