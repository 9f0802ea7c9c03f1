"""Idempotency-Key: a request that is sent twice has its effect once.

The key is bound to the caller with its scopes and to the route, the body is remembered as a
keyed hash, and the answer is stored in the transaction that made the effect: either both exist
or neither does. The stored answer is encrypted under a key derived from the Idempotency-Key
itself, which is not kept, so that the table gives nothing away to whoever reads the database.

- the same key, caller, route and body again: the first answer, with `Idempotency-Replayed`
- the same key with another body: 422 `idempotency_key_reused`
- the same key while the first request is under way: 409 `idempotency_key_in_flight`
- no key where one is needed: 400 `idempotency_key_missing`

A route that takes a password has none of this, since a fingerprint of the body would let it be
tried: `shared.http.routing.Route` refuses to be made otherwise.

Only successes are remembered: a refused request left nothing behind and may be corrected
and sent again under its key. (draft-ietf-httpapi-idempotency-key-header)
"""

import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Request
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from shared.http.problems import HttpProblem
from shared.locks import lock_named, try_locks
from shared.tables import idempotency_keys

KEEP = timedelta(days=7)

_KEY = re.compile(r'"?([\x21\x23-\x5b\x5d-\x7e]{1,255})"?')


class Replayed(Exception):
    """The request was answered before; carries that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("replayed")
        self.response = response


@dataclass(frozen=True)
class Pending:
    """A first request under its key, whose answer is still to be stored."""

    session: AsyncSession
    scope_hash: bytes
    body_hash: bytes
    answer_key: bytes

    async def store(self, response: Response) -> None:
        """Keep the answer in the transaction of the effect."""
        nonce = os.urandom(12)
        sealed = AESGCM(self.answer_key).encrypt(nonce, bytes(response.body), self.scope_hash)
        kept = {
            name: value
            for name, value in response.headers.items()
            if name in {"content-type", "location", "etag", "link", "cache-control"}
        }
        await self.session.execute(
            insert(idempotency_keys).values(
                scope_hash=self.scope_hash,
                body_hash=self.body_hash,
                status=response.status_code,
                headers=kept,
                body=nonce + sealed,
            )
        )


async def begin(request: Request, session: AsyncSession, *, caller: str, secret: bytes) -> Pending:
    """Claim the key of this request, or raise what its history asks for."""
    key = _key_of(request)
    body = await request.body()
    route = f"{request.method} {request.url.path}"

    def keyed(purpose: str, *parts: bytes) -> bytes:
        mac = hmac.new(secret, purpose.encode(), hashlib.sha256)
        for part in parts:
            mac.update(len(part).to_bytes(8, "big") + part)
        return mac.digest()

    pending = Pending(
        session=session,
        scope_hash=keyed("scope", caller.encode(), route.encode(), key.encode()),
        body_hash=keyed("body", request.url.query.encode(), body),
        answer_key=keyed("answer", key.encode()),
    )
    if not await try_locks(session, lock_named("shared.idempotency", pending.scope_hash)):
        raise HttpProblem(
            409,
            "idempotency_key_in_flight",
            "A request with this Idempotency-Key is being worked on",
            headers={"Retry-After": "1"},
        )
    row = (
        await session.execute(
            select(idempotency_keys).where(idempotency_keys.c.scope_hash == pending.scope_hash)
        )
    ).first()
    if row is None:
        return pending
    if not hmac.compare_digest(row.body_hash, pending.body_hash):
        raise HttpProblem(
            422,
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request body",
        )
    body = AESGCM(pending.answer_key).decrypt(row.body[:12], row.body[12:], pending.scope_hash)
    raise Replayed(
        Response(body, row.status, headers={**row.headers, "Idempotency-Replayed": "true"})
    )


async def forget_old(session: AsyncSession) -> int:
    """Delete answers older than a week; return how many."""
    result = await session.execute(
        delete(idempotency_keys)
        .where(idempotency_keys.c.created_at < func.now() - KEEP)
        .returning(idempotency_keys.c.status)
    )
    return len(result.all())


def _key_of(request: Request) -> str:
    values = request.headers.getlist("idempotency-key")
    if not values:
        raise HttpProblem(
            400, "idempotency_key_missing", "This request needs an Idempotency-Key header"
        )
    match = _KEY.fullmatch(values[0].strip()) if len(values) == 1 else None
    if match is None:
        raise HttpProblem(
            400,
            "idempotency_key_malformed",
            "An Idempotency-Key is one value of 1-255 visible ASCII characters",
        )
    return match.group(1)
