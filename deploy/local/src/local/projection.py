"""Waiting until what was loaded can be found: the last thing that events bring about."""

import asyncio
from collections.abc import Callable

import httpx

from local.processes import CannotStart

PATIENCE_SECONDS = 120.0


async def until_found(base_url: str, expected: int, *, seen: Callable[[int], None]) -> None:
    """Wait until search holds ``expected`` documents; ``seen`` hears how many it holds so far.

    Raises ``CannotStart`` when the number stands still for two minutes.
    """
    loop = asyncio.get_running_loop()
    most, deadline = -1, loop.time() + PATIENCE_SECONDS
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as http:
        while True:
            answer = await http.get("/v1/search/documents", params={"limit": 1})
            total = int(answer.json()["total"]) if answer.status_code == 200 else 0
            if total > most:
                most, deadline = total, loop.time() + PATIENCE_SECONDS
                seen(total)
            if total >= expected:
                return
            if loop.time() > deadline:
                raise CannotStart(f"Search holds {total} of {expected} documents and stands still")
            await asyncio.sleep(0.1)
