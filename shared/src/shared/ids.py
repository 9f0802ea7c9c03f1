"""Identifiers of everything the platform stores."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): unique, and ordered by the time it was made.

    Ids are made by the service, never by the database or a client, so that a use case
    knows what it creates before anything is written.
    """
    return uuid_utils.compat.uuid7()
