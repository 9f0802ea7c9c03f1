"""What the registry does when another service has something to tell an organisation's people."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from registry.notices.readers import NoticeDueRead
from registry.notices.rules import Producer
from registry.notices.use_cases import take_notice
from shared.clocks import SystemClock, read_business_clock
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_notice_due(session: AsyncSession, event: Event, *, producer: Producer) -> None:
    """Lay the notice into the inbox of each who holds the role now, once."""
    due = event.read(NoticeDueRead)
    # By the system's clock, which wrote the time: the business clock may stand elsewhere.
    age = max(SystemClock().now() - event.time, timedelta(0))
    await take_notice(
        session,
        await read_business_clock(session),
        notice_id=due.id,
        producer=producer,
        organisation_id=due.organisation_id,
        role=due.role,
        template=due.template,
        values=due.values,
        link=due.link,
        age=age,
    )


HANDLERS: Final[Mapping[str, Handler]] = {
    "avt.marketplace.notice.due.v1": partial(on_notice_due, producer="marketplace"),
    "avt.billing.notice.due.v1": partial(on_notice_due, producer="billing"),
}
