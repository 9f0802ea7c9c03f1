"""The two tables by which services talk: `outbox` (what we announced) and `inbox` (what we did).

`shared.tables` places them beside the other tables that every service has.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

from shared.database import NAMING_CONVENTION
from shared.personal_data import not_personal

VERSIONS_INDEX: Final = "uq_outbox_stream_subject_version"


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Define and return (outbox, inbox) on `metadata`, as they are now."""
    outbox = _outbox(
        metadata,
        *versions(),
        # No two facts of a stream tell of the same version of the same aggregate. It also finds
        # the last one, when a fact is announced and when superseded ones are purged.
        sa.Index(VERSIONS_INDEX, "stream", "subject", "version", unique=True),
    )
    return outbox, _inbox(metadata)


def define_v1(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Define and return (outbox, inbox) as a service's first revision made them."""
    return _outbox(metadata, sa.Index("ix_outbox_subject", "subject", "id")), _inbox(metadata)


def versions() -> tuple[sa.Column[Any], ...]:
    """The outbox's columns of version 2."""
    return (
        # Whose versions these are: `Fact.stream`. Null where an earlier release wrote the row,
        # which may still run beside this one; such a row is in no stream and never purged.
        sa.Column("stream", sa.Text),
        # Spelled as PostgreSQL gives it back, so that schema and model compare as equal.
        sa.Column(
            "version",
            sa.BigInteger,
            sa.Computed("((data ->> 'version'::text))::bigint", persisted=True),
        ),
    )


def _outbox(metadata: sa.MetaData, *more: SchemaItem) -> sa.Table:
    return sa.Table(
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
        sa.Index("ix_outbox_unsent", "id", postgresql_where=sa.text("sent_at IS NULL")),
        *more,
        info={
            "purpose": "What the service announced.",
            "personal": (
                not_personal(
                    "event_id", "type", "subject", "stream", what="ids and names of facts"
                ),
                not_personal("request_id", "traceparent", what="what a request is traced by"),
                not_personal("data", what="facts: no person but pseudonyms, held by a test"),
            ),
        },
    )


def _inbox(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
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
        info={
            "purpose": "What the service has heard.",
            "personal": (not_personal("consumer", "event_id", what="ids and names of facts"),),
        },
    )


metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)
"""Of all tables that the platform itself keeps; `shared.tables` adds to it."""

outbox, inbox = define(metadata)
