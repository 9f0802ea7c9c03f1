"""The mails that wait, and how many an address was sent lately."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.mail.orm import OutgoingMail, PostedMail
from registry.mail.rules import WHILE
from shared.ids import new_id
from shared.locks import lock_named, take_locks


async def posted_lately(
    session: AsyncSession, address_hash: bytes, *, now: datetime
) -> tuple[int, datetime | None]:
    """How many mails the address was sent within `WHILE`, and when the last.

    One at a time for an address: many at once would all find room for one more.
    """
    await take_locks(session, lock_named("registry.posted_mails", address_hash))
    await sweep(session, PostedMail.id, PostedMail.posted_at <= now - WHILE)
    found = await session.execute(
        select(func.count(), func.max(PostedMail.posted_at)).where(
            PostedMail.address_hash == address_hash, PostedMail.posted_at > now - WHILE
        )
    )
    lately, last = found.one()
    return lately, last


def note_posted(session: AsyncSession, address_hash: bytes, *, now: datetime) -> None:
    """Count one more mail to the address."""
    session.add(PostedMail(id=new_id(), address_hash=address_hash, posted_at=now))


async def delete_expired(session: AsyncSession, *, now: datetime) -> Sequence[OutgoingMail]:
    """Delete mails that would say what no longer holds; return them."""
    expired = await session.scalars(
        delete(OutgoingMail).where(OutgoingMail.expires_at <= now).returning(OutgoingMail)
    )
    return expired.all()


async def take_due(
    session: AsyncSession, *, at_most: int, now: datetime, until: datetime
) -> list[OutgoingMail]:
    """Take some mails that are due, each one attempt older: they are due again at `until` only.

    Those that another process takes at this moment are left to it.
    """
    mails = list(
        await session.scalars(
            select(OutgoingMail)
            .where(OutgoingMail.due_at <= now)
            .order_by(OutgoingMail.due_at, OutgoingMail.id)
            .limit(at_most)
            .with_for_update(skip_locked=True)
        )
    )
    for mail in mails:
        mail.attempts += 1
        mail.due_at = until
    return mails


async def delete_mail(session: AsyncSession, mail_id: UUID) -> None:
    """Forget a mail: it is sent, or never will be."""
    await session.execute(delete(OutgoingMail).where(OutgoingMail.id == mail_id))


async def put_off(session: AsyncSession, mail_id: UUID, *, until: datetime) -> None:
    """Let the mail be due again at `until`."""
    await session.execute(
        update(OutgoingMail).where(OutgoingMail.id == mail_id).values(due_at=until)
    )
