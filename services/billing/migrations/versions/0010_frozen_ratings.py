"""A rating says itself since when an invoice holds it."""

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ratings", sa.Column("frozen_at", UtcDateTime(timezone=True), nullable=True))
    op.execute(
        """
        UPDATE ratings SET frozen_at = first.issued_at
        FROM (
            SELECT invoiced_orders.order_id, min(invoices.issued_at) AS issued_at
            FROM invoiced_orders JOIN invoices ON invoices.id = invoiced_orders.invoice_id
            GROUP BY invoiced_orders.order_id
        ) AS first
        WHERE first.order_id = ratings.order_id
        """
    )
    # Old code that runs beside freezes nothing when it invoices: hence the trigger, which a
    # later revision drops.
    op.execute(
        """
        CREATE FUNCTION ratings_freeze_what_is_invoiced() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE ratings SET frozen_at = invoices.issued_at FROM invoices
            WHERE invoices.id = NEW.invoice_id AND ratings.order_id = NEW.order_id
                AND ratings.frozen_at IS NULL;
            RETURN NULL;
        END
        $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER freeze_what_is_invoiced AFTER INSERT ON invoiced_orders
        FOR EACH ROW EXECUTE FUNCTION ratings_freeze_what_is_invoiced()
        """
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER freeze_what_is_invoiced ON invoiced_orders")
    op.execute("DROP FUNCTION ratings_freeze_what_is_invoiced()")
    op.drop_column("ratings", "frozen_at")
