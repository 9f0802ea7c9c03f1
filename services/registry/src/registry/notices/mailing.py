"""Which notices are mailed when: at once in their transaction, or one mail a day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.mail.composing import post_composed
from registry.notices.mail_orm import NoticeMail, NoticePolicy, NoticePreference
from registry.notices.orm import InboxEntry
from registry.notices.texts import Delivery, families
from shared.clocks import RIGA, Clock, SystemClock

NOTICE_MAIL: Final = "notice"
"""The kind of mail that `letters.NoticeLetters` composes."""

EXPIRES: Final = timedelta(days=7)
DIGESTS: Final = 200
"""So many people one turn of the duty writes to; it comes again each minute."""


async def policy_at(session: AsyncSession, moment: datetime) -> NoticePolicy:
    """The figures in force at a moment."""
    return (
        await session.scalars(
            select(NoticePolicy)
            .where(NoticePolicy.valid_from <= moment)
            .order_by(NoticePolicy.valid_from.desc())
            .limit(1)
        )
    ).one()


async def deliveries_for(
    session: AsyncSession, people: Sequence[UUID], *, family: str, now: datetime
) -> Mapping[UUID, Delivery]:
    """How each of some people is mailed a notice of the family.

    Who has had its fill at once within an hour hears the rest with the day's: but for what nobody
    may switch off. Two transactions may each find room for one more; it is no promise.
    """
    of_family = families()[family]
    if of_family.compulsory:
        return dict.fromkeys(people, "at_once")
    chosen = await session.execute(
        select(NoticePreference.account_id, NoticePreference.delivery).where(
            NoticePreference.account_id.in_(people), NoticePreference.family == family
        )
    )
    wanted: dict[UUID, Delivery] = dict.fromkeys(people, of_family.default)
    wanted.update({row.account_id: row.delivery for row in chosen})
    most = (await policy_at(session, now)).at_once_an_hour
    lately = await session.scalars(
        select(NoticeMail.account_id)
        .where(
            NoticeMail.account_id.in_(people),
            NoticeMail.posted_at > SystemClock().now() - timedelta(hours=1),
        )
        .group_by(NoticeMail.account_id)
        .having(func.count() >= most)
    )
    for account_id in lately:
        if wanted[account_id] == "at_once":
            wanted[account_id] = "daily"
    return wanted


def post_notice_mail(session: AsyncSession, account_id: UUID, *, digest: bool) -> UUID:
    """Post a mail with notices to a person in the caller's transaction; return its id.

    What is in it are the entries that bear the id; what it says is written when it is sent.
    """
    now = SystemClock().now()
    mail_id = post_composed(session, kind=NOTICE_MAIL, now=now, expires_at=now + EXPIRES)
    session.add(
        NoticeMail(id=mail_id, account_id=account_id, digest=digest, posted_at=now, attempts=0)
    )
    return mail_id


async def send_digests(session: AsyncSession, clock: Clock) -> None:
    """One mail to each who has notices of the day waiting, from the hour of digests in Riga on."""
    now = clock.now()
    until = last_digest(now, hour=(await policy_at(session, now)).digest_hour)
    waiting = (
        InboxEntry.delivery == "daily",
        InboxEntry.mail_id.is_(None),
        InboxEntry.received_at < until,
    )
    people = await session.scalars(
        select(InboxEntry.account_id).where(*waiting).distinct().limit(DIGESTS)
    )
    mails = {
        account_id: post_notice_mail(session, account_id, digest=True) for account_id in people
    }
    await session.flush()
    for account_id, mail_id in mails.items():
        await session.execute(
            update(InboxEntry)
            .where(InboxEntry.account_id == account_id, *waiting)
            .values(mail_id=mail_id)
            .execution_options(synchronize_session=False)
        )


def last_digest(now: datetime, *, hour: int) -> datetime:
    """The last moment that was this hour of a day in Riga; notices before it are due."""
    here = now.astimezone(RIGA)
    today = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)
