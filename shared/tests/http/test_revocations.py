"""Revocations that were missed while nobody could tell of them are read when telling resumes."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shared.http.app import _watch_revocations
from shared.tokens import AUDIENCE, Claims, RevocationList


class InterruptedBus:
    """A bus whose broker comes and goes when the test says so."""

    def __init__(self):
        self.begin = None

    async def listen(self, types, handler, *, on_begin):
        self.begin = on_begin
        await on_begin()


async def test_what_was_revoked_during_an_outage_is_read_after_it():
    revocations, bus, listed, reads = RevocationList(), InterruptedBus(), [], []

    async def load():
        reads.append(len(listed))
        return list(listed)

    task = asyncio.create_task(_watch_revocations(bus, revocations, load))
    try:
        while not reads:
            await asyncio.sleep(0)
        now = datetime.now(UTC)
        subject = uuid4()
        listed.append(
            {
                "token_id": None,
                "subject": str(subject),
                "revoked_at": now.isoformat(),
                "expires_at": (now + timedelta(minutes=10)).isoformat(),
            }
        )
        await bus.begin()
        while reads[-1] == 0:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        issued = int(time.time()) - 60
        claims = Claims(
            iss="avt-registry", aud=AUDIENCE, sub=subject, jti="1", iat=issued, exp=issued + 600
        )
        assert revocations.covers(claims)
    finally:
        task.cancel()
