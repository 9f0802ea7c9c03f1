"""How long a service keeps what the platform notes in its database; the first duty of each."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from shared.clocks import Clock
from shared.duties import Duty
from shared.http import idempotency
from shared.messaging import inbox, outbox

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Purged:
    """How many rows of each kind went."""

    events: int
    inbox: int
    answers: int


async def purge(session: AsyncSession) -> Purged:
    """Delete superseded and passing events after 90 days, inbox rows after 180, answers after 7.

    By the database's own clock: all of them were written by the system's.
    """
    return Purged(
        events=await outbox.purge(session),
        inbox=await inbox.purge(session),
        answers=await idempotency.forget_old(session),
    )


async def _purge(session: AsyncSession, _: Clock) -> None:
    log.info("purged", **asdict(await purge(session)))


PURGE: Final = Duty("purge", timedelta(days=1), _purge)
