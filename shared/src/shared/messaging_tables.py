"""The two tables by which services talk: `outbox` (what we announced) and `inbox` (what we did).

They are defined on a MetaData that the caller gives, so that this file depends on nothing of ours
and `shared.tables` can place them beside the other tables every service has.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Define and return (outbox, inbox) on `metadata`."""
    outbox = sa.Table(
        "outbox",
        metadata,
        # Given out when the fact is announced, that is after the aggregate's row was locked:
        # for one aggregate the order by id is the order of its versions.
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        # pg_current_xact_id() as a number (xid8 never wraps): what a feed pages by, because an id
        # alone can become visible after a greater one was already read.
        sa.Column(
            "transaction_id",
            sa.BigInteger,
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", postgresql.JSONB, nullable=False),
        sa.Column("request_id", sa.Text),
        sa.Column("traceparent", sa.Text),
        # Null until the broker has confirmed it. The row stays afterwards, for replay.
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Index("ix_outbox_feed", "transaction_id", "id"),
        # For finding what a newer fact of the same aggregate has superseded.
        sa.Index("ix_outbox_subject", "subject", "id"),
        sa.Index("ix_outbox_unsent", "id", postgresql_where=sa.text("sent_at IS NULL")),
    )
    inbox = sa.Table(
        "inbox",
        metadata,
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column(
            "handled_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.now(),
            nullable=False,
        ),
        sa.Index("ix_inbox_handled_at", "handled_at"),
    )
    return outbox, inbox
