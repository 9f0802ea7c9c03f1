"""Reading notices: one's own, and the manager's lists."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.notices.errors import NoticeNotFound
from registry.notices.mail_orm import NoticeMail, NoticePreference, NoticeSettings
from registry.notices.orm import InboxEntry, Notice
from registry.notices.readership import check_manager, check_person
from registry.notices.schemas import (
    NoticeFamilyOut,
    NoticeMailOut,
    NoticeOut,
    NoticeProofOut,
    NoticeSettingsOut,
    UnplacedNoticeOut,
)
from registry.notices.texts import families, subject_and_text
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of
from shared.texts import Language


async def list_notices(
    session: AsyncSession,
    *,
    paging: Paging,
    unread: bool | None,
    family: str | None,
    organisation_id: UUID | None,
    by: Caller,
) -> Page[NoticeOut]:
    """The caller's own inbox, unread notices first, each part the newest first.

    Of all organisations that the person works in, whichever its login acts for; a machine or an
    API key has none. Raises `PersonOnly`.
    """
    language = await _language(session, by)
    statement = _inbox(by)
    if unread is not None:
        statement = statement.where(InboxEntry.unread == unread)
    if family is not None:
        statement = statement.where(Notice.family == family)
    if organisation_id is not None:
        statement = statement.where(Notice.organisation_id == organisation_id)
    return await page_of(
        session,
        statement,
        keys=[
            Key(InboxEntry.unread, lambda row: row.InboxEntry.unread, descending=True),
            Key(InboxEntry.id, lambda row: row.InboxEntry.id, descending=True),
        ],
        paging=paging,
        to_item=lambda row: _shown(row, language),
    )


async def show_notice(session: AsyncSession, *, notice_id: UUID, by: Caller) -> NoticeOut:
    """A notice in the caller's own inbox, with the proof of its mail; another's does not exist.

    Raises `PersonOnly`, `NoticeNotFound`.
    """
    language = await _language(session, by)
    row = (await session.execute(_inbox(by).where(Notice.id == notice_id))).one_or_none()
    if row is None:
        raise NoticeNotFound("No notice with this id lies in your inbox")
    return _shown(row, language)


async def show_notice_settings(session: AsyncSession, *, by: Caller) -> NoticeSettingsOut:
    """In which language the caller is told things, and how each family of notices is mailed to it.

    With the reason where a family cannot be switched off. Raises `PersonOnly`.
    """
    check_person(by)
    settings = await session.get(NoticeSettings, by.subject)
    chosen = {
        row.family: row.delivery
        for row in await session.scalars(
            select(NoticePreference).where(NoticePreference.account_id == by.subject)
        )
    }
    return NoticeSettingsOut(
        version=settings.version if settings else 0,
        language=cast("Language", settings.language if settings else "lv"),
        mailing_paused_at=settings.paused_at if settings else None,
        families=[
            NoticeFamilyOut(
                family=family.code,
                delivery="at_once" if family.compulsory else chosen.get(code, family.default),
                default=family.default,
                compulsory=family.compulsory or None,
                legal=family.legal,
                unread_by_natives=list(family.unread_by_natives),
            )
            for code, family in sorted(families().items())
        ],
    )


async def list_unplaced_notices(
    session: AsyncSession, *, paging: Paging, by: Caller
) -> Page[UnplacedNoticeOut]:
    """Notices that wait for the manager, the oldest first: they came to nobody whom they were for,
    or this release has no text for them. Raises `ManagerOnly`, `PersonOnly`.
    """
    check_manager(by)
    return await page_of(
        session,
        select(Notice).where(
            or_(Notice.reached == "manager", Notice.generic), Notice.handled_at.is_(None)
        ),
        keys=[Key(Notice.id, lambda row: row.id)],
        paging=paging,
        to_item=UnplacedNoticeOut.model_validate,
    )


async def list_notice_proofs(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, by: Caller
) -> Page[NoticeProofOut]:
    """That notices of legal kinds were mailed to an organisation's people, and when; no address.

    The newest first; for the manager alone. Raises `ManagerOnly`, `PersonOnly`.
    """
    check_manager(by)
    legal = sorted(code for code, family in families().items() if family.legal)
    proofs: Any = (
        select(InboxEntry, Notice, NoticeMail)
        .join(Notice, Notice.id == InboxEntry.notice_id)
        .outerjoin(NoticeMail, NoticeMail.id == InboxEntry.mail_id)
        .where(Notice.organisation_id == organisation_id, Notice.family.in_(legal))
    )
    return await page_of(
        session,
        proofs,
        keys=[
            Key(Notice.id, lambda row: row.Notice.id, descending=True),
            Key(InboxEntry.id, lambda row: row.InboxEntry.id, descending=True),
        ],
        paging=paging,
        to_item=lambda row: NoticeProofOut(
            notice_id=row.Notice.id,
            template=row.Notice.template,
            account_id=row.InboxEntry.account_id,
            received_at=row.InboxEntry.received_at,
            read_at=row.InboxEntry.read_at,
            mail=row.NoticeMail and NoticeMailOut.model_validate(row.NoticeMail),
        ),
    )


async def _language(session: AsyncSession, by: Caller) -> Language:
    check_person(by)
    settings = await session.get(NoticeSettings, by.subject)
    return cast("Language", settings.language) if settings else "lv"


def _inbox(by: Caller) -> Select[Any]:
    statement: Any = (
        select(InboxEntry, Notice, NoticeMail)
        .join(Notice, Notice.id == InboxEntry.notice_id)
        .outerjoin(NoticeMail, NoticeMail.id == InboxEntry.mail_id)
        .where(InboxEntry.account_id == by.subject)
    )
    return cast("Select[Any]", statement)


def _shown(row: Any, language: Language) -> NoticeOut:
    entry: InboxEntry = row.InboxEntry
    notice: Notice = row.Notice
    subject, text = subject_and_text(notice.template, language=language, values=notice.values)
    return NoticeOut.model_validate(
        {
            "id": notice.id,
            "organisation_id": notice.organisation_id,
            "producer": notice.producer,
            "template": notice.template,
            "family": notice.family,
            "subject": subject,
            "text": text,
            "values": notice.values,
            "link": notice.link,
            "received_at": entry.received_at,
            "unread": entry.unread,
            "read_at": entry.read_at,
            "delivery": entry.delivery,
            "mail": row.NoticeMail and NoticeMailOut.model_validate(row.NoticeMail),
        }
    )
