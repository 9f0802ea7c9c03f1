"""The tables that the platform itself keeps in every service's database."""

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
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database import NAMING_CONVENTION, UtcDateTime
from shared.messaging_tables import define as define_messaging_tables

metadata = MetaData(naming_convention=NAMING_CONVENTION)

outbox, inbox = define_messaging_tables(metadata)

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
)
"""The answers to requests that were made with an Idempotency-Key."""

business_clock = Table(
    "business_clock",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("offset_seconds", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
)
"""At most one row: how far a sandbox has moved the business clock."""


def create_v1(op: Operations | Any) -> None:
    """Create the platform's tables as of version 1; called by a service's first revision."""
    for table in (outbox, inbox, idempotency_keys, business_clock):
        table.create(op.get_bind())


def drop_v1(op: Operations | Any) -> None:
    """Drop what `create_v1` created."""
    for table in (business_clock, idempotency_keys, inbox, outbox):
        table.drop(op.get_bind())
