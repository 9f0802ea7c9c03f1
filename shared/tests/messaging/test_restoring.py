"""What the page for operations says about a restored event log, carried out as it stands there."""

import re
from pathlib import Path

import sqlalchemy as sa

from shared.messaging.feeds import read_log
from shared.tables import outbox

PAGE = Path(__file__).resolve().parents[3] / "docs/operations.md"
AHEAD = 10**12
"""How far the old server's transaction ids were ahead of those of the new one."""


def command(begin: str) -> str:
    """The statement of the page that begins so."""
    found = re.search(rf"`({re.escape(begin)}[^`]*;)`", PAGE.read_text(encoding="utf-8"))
    assert found, begin
    return found.group(1)


async def numbers(house) -> list[int]:
    async with house.database.transaction() as session:
        page = await read_log(session, source="/test", limit=100)
    return [event.data["number"] for event in page.items]


async def test_a_log_restored_into_another_cluster_is_read_in_its_order(house, until) -> None:
    await house.announce(1, 2)
    async with house.database.transaction() as session:
        await session.execute(
            sa.update(outbox).values(transaction_id=outbox.c.transaction_id + AHEAD)
        )
    await house.announce(3)

    async def shows(expected: list[int]) -> bool:
        return await numbers(house) == expected

    await until(lambda: shows([3]))
    async with house.database.transaction() as session:
        await session.execute(sa.text(command("UPDATE outbox SET transaction_id = 0")))
    await until(lambda: shows([1, 2, 3]))
    await house.announce(4)
    await until(lambda: shows([1, 2, 3, 4]))


async def test_what_a_lost_broker_may_have_held_is_sent_again(house) -> None:
    await house.announce(1, 2)
    async with house.database.transaction() as session:
        await session.execute(sa.update(outbox).values(sent_at=sa.func.now()))
        await session.execute(sa.text(command("UPDATE outbox SET sent_at = NULL")))
        unsent = sa.select(sa.func.count()).where(outbox.c.sent_at.is_(None))
        assert await session.scalar(unsent) == 2
