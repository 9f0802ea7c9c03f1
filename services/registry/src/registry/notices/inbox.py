"""What people do with their notices, and the manager with those that came to nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.repository import hold_own_account
from registry.notices.errors import (
    NoticeFamilyCompulsory,
    NoticeFamilyUnknown,
    NoticeHandled,
    NoticeNotFound,
    StaleNotice,
    StaleNoticeSettings,
)
from registry.notices.mail_orm import NoticePreference, NoticeSettings
from registry.notices.orm import InboxEntry, Notice
from registry.notices.readership import check_manager, check_person
from registry.notices.texts import Delivery, families
from shared.callers import Caller
from shared.clocks import Clock
from shared.rows import locked_row
from shared.texts import Language


async def mark_notice(
    session: AsyncSession, clock: Clock, *, notice_id: UUID, unread: bool, by: Caller
) -> None:
    """Mark a notice in one's own inbox as read, or as unread again; the same twice changes nothing.

    Raises `PersonOnly`, `NoticeNotFound`.
    """
    check_person(by)
    entry = await session.scalar(
        select(InboxEntry)
        .where(InboxEntry.notice_id == notice_id, InboxEntry.account_id == by.subject)
        .with_for_update()
    )
    if entry is None:
        raise NoticeNotFound("No notice with this id lies in your inbox")
    if entry.unread != unread:
        entry.unread = unread
        entry.read_at = None if unread else clock.now()
        await session.flush()


async def read_all_notices(
    session: AsyncSession, clock: Clock, *, received_until: datetime, by: Caller
) -> int:
    """Mark everything in one's own inbox as read that came up to a moment; return how many.

    Raises `PersonOnly`.
    """
    check_person(by)
    done = await session.execute(
        update(InboxEntry)
        .where(
            InboxEntry.account_id == by.subject,
            InboxEntry.unread,
            InboxEntry.received_at <= received_until,
        )
        .values(unread=False, read_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


async def change_notice_settings(
    session: AsyncSession,
    *,
    language: Language | None,
    wanted: Mapping[str, Delivery],
    version: int | None,
    by: Caller,
) -> None:
    """Choose in which language one is told things, and how families of notices are mailed.

    `at_once`, `daily` (one mail a day) or `never`; in the inbox they are in any case. What is not
    named stays. Raises `PersonOnly`, `StaleNoticeSettings`, `NoticeFamilyUnknown`, and
    `NoticeFamilyCompulsory` for what is mailed to everybody at once.
    """
    check_person(by)
    for code, delivery in wanted.items():
        family = families().get(code)
        if family is None:
            raise NoticeFamilyUnknown("There is no such family", pointer=f"/families/{code}")
        if family.compulsory and delivery != "at_once":
            raise NoticeFamilyCompulsory(family.compulsory, pointer=f"/families/{code}")
    await hold_own_account(session, by)
    settings = await locked_row(session, NoticeSettings, by.subject)
    if version is not None and version != (settings.version if settings else 0):
        raise StaleNoticeSettings("The settings have changed since; read them again")
    if settings is None:
        settings = NoticeSettings(account_id=by.subject, version=0, language="lv", refusals=0)
        session.add(settings)
    settings.version += 1
    settings.language = language or settings.language
    await session.flush()
    if wanted:
        chosen = insert(NoticePreference).values(
            [
                {"account_id": by.subject, "family": code, "delivery": delivery}
                for code, delivery in wanted.items()
            ]
        )
        await session.execute(
            chosen.on_conflict_do_update(
                index_elements=["account_id", "family"],
                set_={"delivery": chosen.excluded.delivery},
            )
        )


async def handle_notice(
    session: AsyncSession, clock: Clock, *, notice_id: UUID, version: int | None, by: Caller
) -> Notice:
    """Take a notice off the manager's work list: who had to know has been told otherwise.

    Raises `ManagerOnly`, `PersonOnly`, `NoticeNotFound`, `StaleNotice`, `NoticeHandled`.
    """
    check_manager(by)
    notice = await locked_row(session, Notice, notice_id)
    if notice is None or not (notice.generic or notice.reached == "manager"):
        raise NoticeNotFound("No notice with this id waits for the manager")
    if version is not None and notice.version != version:
        raise StaleNotice("The notice has changed since; read it again")
    if notice.handled_at is not None:
        raise NoticeHandled("Somebody has handled this notice")
    notice.handled_by, notice.handled_at = by.subject, clock.now()
    notice.version += 1
    await session.flush()
    return notice
