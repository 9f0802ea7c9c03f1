"""What failed: something that is away, or something that is wrong."""

from collections.abc import Iterator
from typing import Final

import asyncpg
import httpx
from sqlalchemy import exc

_TRANSIENT_TYPES: Final = (
    OSError,  # refused, reset, timed out, unresolvable, disk full; BusAway is one
    httpx.TransportError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    exc.InterfaceError,
    exc.OperationalError,
    exc.TimeoutError,  # the pool had no free connection
)
# SQLSTATE classes: connection, transaction rollback (deadlock, serialisation), insufficient
# resources, operator intervention (shutdown, cancelled), system error; then lock not available
# and read-only transaction (a primary that has become a standby).
_TRANSIENT_STATES: Final = ("08", "40", "53", "57", "58", "55P03", "25006")


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        if isinstance(seen, exc.DBAPIError) and seen.orig is not None:
            yield seen.orig
        seen = seen.__cause__


def is_infrastructure(error: BaseException, also: tuple[type[BaseException], ...] = ()) -> bool:
    """Whether `error` tells of something away rather than of something wrong."""
    chain = list(_chain(error))
    if any(isinstance(one, asyncpg.DataError) for one in chain):
        # A value that fits no column. The driver calls it an interface error.
        return False
    for one in chain:
        if isinstance(one, (*_TRANSIENT_TYPES, *also)):
            return True
        if isinstance(one, exc.DBAPIError) and one.connection_invalidated:
            return True
        if str(getattr(one, "sqlstate", None) or "-").startswith(_TRANSIENT_STATES):
            return True
    return False


def describe(error: BaseException) -> str:
    """The error for a log, without the statement and parameters that SQLAlchemy adds."""
    return repr(error.orig if isinstance(error, exc.DBAPIError) and error.orig else error)
