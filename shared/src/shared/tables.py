"""The tables that the platform itself keeps in every service's database."""

import json
from collections.abc import Mapping
from typing import Any

from alembic.operations import Operations
from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    bindparam,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database import NAMING_CONVENTION, UtcDateTime
from shared.messaging import tables as messaging_tables
from shared.messaging.tables import inbox, metadata, outbox
from shared.personal_data import not_personal, personal

__all__ = ["business_clock", "duties", "idempotency_keys", "inbox", "metadata", "outbox"]

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    # A keyed hash of caller, route and key: neither the key nor the body is kept in clear.
    Column("scope_hash", LargeBinary, primary_key=True),
    Column("body_hash", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, server_default=func.now(), index=True),
    info={
        "purpose": "Answers that are given again when a request comes a second time.",
        "personal": (
            not_personal("scope_hash", "body_hash", what="keyed hashes of a request"),
            personal(
                "headers",
                "body",
                what="an answer as it was sent to a caller",
                why="a request that comes twice gets one answer",
                basis="contract",
                kept_for="7 days",
                on_erasure="expires",
                exported=False,
            ),
        ),
    },
)
"""The answers to requests that were made with an Idempotency-Key."""

business_clock = Table(
    "business_clock",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("offset_seconds", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    info={"personal": (not_personal("name", what="one word"),)},
)
"""At most one row: how far a sandbox has moved the business clock."""


def _duties(metadata: MetaData) -> Table:
    return Table(
        "duties",
        metadata,
        Column("name", Text, primary_key=True),
        # By the business clock, which a sandbox may since have set back.
        Column("done_at", UtcDateTime, nullable=False),
        info={"personal": (not_personal("name", what="names of duties"),)},
    )


duties = _duties(metadata)
"""When each duty was last done: see `shared.duties`."""


def create_v1(op: Operations | Any) -> None:
    """Create the platform's tables as of version 1; called by a service's first revision."""
    then = MetaData(naming_convention=NAMING_CONVENTION)
    for table in (*messaging_tables.define_v1(then), idempotency_keys, business_clock):
        table.create(op.get_bind())


def drop_v1(op: Operations | Any) -> None:
    """Drop what `create_v1` created."""
    for table in (business_clock, idempotency_keys, inbox, outbox):
        table.drop(op.get_bind())


def create_v2(op: Operations | Any, *, streams: Mapping[str, str] | None = None) -> None:
    """Give the outbox streams and versions; called by a revision of every service.

    `streams` is the stream by event type where a fact names its own. Of what was announced twice
    as one version, which no consumer has heeded, the first is put in the stream. An earlier
    release can go on announcing meanwhile: what it does not write is null, or derived.
    """
    for column in messaging_tables.versions():
        op.add_column("outbox", column)
    named = json.dumps(dict(streams or {}))
    statement = text(_PUT_IN_STREAMS).bindparams(bindparam("named", named))
    op.get_bind().execute(statement)
    op.create_index(
        messaging_tables.VERSIONS_INDEX, "outbox", ["stream", "subject", "version"], unique=True
    )
    op.drop_index("ix_outbox_subject", "outbox")


def drop_v2(op: Operations | Any) -> None:
    """Take back what `create_v2` did."""
    op.create_index("ix_outbox_subject", "outbox", ["subject", "id"])
    op.drop_index(messaging_tables.VERSIONS_INDEX, "outbox")
    for column in reversed(messaging_tables.versions()):
        op.drop_column("outbox", column.name)


def create_v3(op: Operations | Any) -> None:
    """Give the service a table of what it did by time; called by a revision of every service."""
    _duties(MetaData(naming_convention=NAMING_CONVENTION)).create(op.get_bind())


def drop_v3(op: Operations | Any) -> None:
    """Take back what `create_v3` did."""
    op.drop_table("duties")


# As `stream_of` in shared.messaging.events: avt.<producer>.<noun>.<what happened>.<major> is
# <noun>.<major>.
_PUT_IN_STREAMS = """
    WITH placed AS (
        SELECT id, subject, version, coalesce(
            CAST(:named AS jsonb) ->> type,
            split_part(type, '.', 3) || '.' || split_part(type, '.', -1)
        ) AS stream
        FROM outbox
    ), first AS (
        SELECT DISTINCT ON (stream, subject, version) id, stream
        FROM placed ORDER BY stream, subject, version, id
    )
    UPDATE outbox SET stream = first.stream FROM first WHERE first.id = outbox.id
"""
