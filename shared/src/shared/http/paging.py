"""Keyset paging with opaque, signed cursors.

A cursor is bound to the path and to every query parameter but itself and `limit`: a cursor
of another list, another sort order or another filter is refused with 400.

A page is bounded in bytes as well as in items: whoever fills a list with the largest legal
texts must not make a read of it dear for the service.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import ColumnElement, Select, and_, literal, or_
from sqlalchemy.ext.asyncio import AsyncSession

from shared.http.problems import HttpProblem

Item = TypeVar("Item")
Row = TypeVar("Row")

PAGE_BYTES: Final = 256 * 1024
"""The JSON that a page holds before it ends, whatever its limit; the last item may go beyond."""

# Rows fetched at once: few at first, since what they weigh is known only afterwards.
_FIRST_BATCH: Final = 5
_LARGEST_BATCH: Final = 40


class Page(BaseModel, Generic[Item]):
    """One page of a list. `next` is the cursor of the following page; null on the last."""

    items: list[Item]
    next: str | None = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`NotePage` of `NoteOut`s, where pydantic would say `Page[NoteOut]`: a word anywhere."""
        return f"{params[0].__name__.removesuffix('Out')}Page"


@dataclass(frozen=True)
class Key:
    """One column of a sort order, and how to read its value from a fetched row.

    The columns of a sort order together must be unique and never null: end with the id.
    """

    column: Any
    value: Callable[[Any], Any]
    descending: bool = False


@dataclass(frozen=True)
class Paging:
    """What the caller asked for: how many, and after what."""

    request: Request
    response: Response
    limit: int
    after: list[Any] | None

    def cursor(self, values: Sequence[Any]) -> str:
        """Return the signed cursor that continues after these key values."""
        payload = json.dumps([_plain(value) for value in values], separators=(",", ":")).encode()
        return _encode(payload + _mac(self.request, payload))

    def link_next(self, cursor: str) -> None:
        """Add the Link header (RFC 8288) of the next page."""
        query = [(k, v) for k, v in self.request.query_params.multi_items() if k != "cursor"]
        target = f"{self.request.url.path}?{urlencode([*query, ('cursor', cursor)])}"
        self.response.headers["Link"] = f'<{target}>; rel="next"'


async def paging_of(
    request: Request,
    response: Response,
    limit: Annotated[
        int,
        Query(
            ge=1,
            le=200,
            description="At most so many items; a page of large items may hold fewer, and `next` "
            "continues it",
        ),
    ] = 50,
    cursor: Annotated[str | None, Query(min_length=1, max_length=2000)] = None,
) -> Paging:
    """Read which page is asked for; 400 for a cursor that this list did not give out."""
    after = None if cursor is None else _read(request, cursor)
    return Paging(request, response, limit, after)


Pages = Annotated[Paging, Depends(paging_of)]
"""The page that the caller asked for: `limit` 1-200 (50 unless told), `cursor`."""


async def page_of(
    session: AsyncSession,
    statement: Select[Any],
    *,
    keys: Sequence[Key],
    paging: Paging,
    to_item: Callable[[Any], Item],
) -> Page[Item]:
    """Fetch one page of a select and set its Link header.

    A select of one entity hands that entity to `to_item` and to the keys' `value`; any
    other select hands the row. The page ends at its limit or at `PAGE_BYTES`, with at least
    one item where there is one.
    """

    async def to_items(rows: Sequence[Any]) -> AsyncGenerator[Item]:
        for row in rows:
            yield to_item(row)

    return await page_of_batches(session, statement, keys=keys, paging=paging, to_items=to_items)


async def page_of_batches(
    session: AsyncSession,
    statement: Select[Any],
    *,
    keys: Sequence[Key],
    paging: Paging,
    to_items: Callable[[Sequence[Any]], AsyncGenerator[Item]],
) -> Page[Item]:
    """Fetch one page of items that are made of more than their row; else as `page_of`.

    `to_items` gets some rows at a time, loads what belongs to them, and yields one whole item
    for each row, in their order. It is not asked for those that no longer fit.
    """
    after = paging.after
    if after is not None and len(after) != len(keys):
        raise _bad_cursor()
    items: list[Item] = []
    spent, size, more = 0, _FIRST_BATCH, True
    while more and len(items) < paging.limit and spent < PAGE_BYTES:
        size = min(size, paging.limit - len(items))
        rows = await _rows_beyond(session, statement, keys, after, size + 1)
        more = len(rows) > size
        rows = rows[:size]
        taken = 0
        async with aclosing(to_items(rows)) as made:
            async for item in made:
                items.append(item)
                taken += 1
                spent += len(to_json(item))
                if spent >= PAGE_BYTES:
                    break
        if rows:
            after = [_plain(key.value(rows[taken - 1])) for key in keys]
        more = more or taken < len(rows)
        size = _next_size(size, spent, len(items))
    following = None
    if more and after is not None:
        following = paging.cursor(after)
        paging.link_next(following)
    return Page(items=items, next=following)


def _next_size(size: int, spent: int, taken: int) -> int:
    # Twice as many as before, but no more than fit if they weigh as much as those so far.
    fitting = (PAGE_BYTES - spent) * taken // max(spent, 1) + 1
    return max(1, min(2 * size, _LARGEST_BATCH, fitting))


async def _rows_beyond(
    session: AsyncSession,
    statement: Select[Any],
    keys: Sequence[Key],
    after: Sequence[Any] | None,
    size: int,
) -> list[Any]:
    if after is not None:
        statement = statement.where(_beyond(keys, after))
    order = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    result = await session.execute(statement.order_by(*order).limit(size))
    single = len(statement.column_descriptions) == 1
    return list(result.scalars()) if single else list(result)


def _beyond(keys: Sequence[Key], after: Sequence[Any]) -> ColumnElement[bool]:
    alternatives = []
    for index, key in enumerate(keys):
        same = [k.column == _typed(k, v) for k, v in zip(keys[:index], after, strict=False)]
        value = _typed(key, after[index])
        beyond = key.column < value if key.descending else key.column > value
        alternatives.append(and_(*same, beyond))
    return or_(*alternatives)


def _typed(key: Key, value: Any) -> Any:
    try:
        python_type = key.column.type.python_type
        if python_type is datetime:
            return datetime.fromisoformat(value)
        if python_type is bool:
            # As a parameter: SQLAlchemy compares a bare True by equality alone.
            return literal(bool(value))
        return UUID(value) if python_type is UUID else python_type(value)
    except (ValueError, TypeError) as error:
        raise _bad_cursor() from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _mac(request: Request, payload: bytes) -> bytes:
    secret = request.app.state.settings.secret_key.get_secret_value().encode()
    bound = sorted(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"cursor", "limit"}
    )
    scope = json.dumps([request.url.path, bound]).encode()
    return hmac.new(secret, b"cursor" + scope + b"\0" + payload, hashlib.sha256).digest()[:16]


def _read(request: Request, cursor: str) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        payload, mac = raw[:-16], raw[-16:]
        if not hmac.compare_digest(mac, _mac(request, payload)):
            raise _bad_cursor()
        values = json.loads(payload)
    except ValueError as error:
        raise _bad_cursor() from error
    if not isinstance(values, list):
        raise _bad_cursor()
    return values


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bad_cursor() -> HttpProblem:
    return HttpProblem(
        400, "cursor_invalid", "The cursor is not one that this list with this filter gave out"
    )
