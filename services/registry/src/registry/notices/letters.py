"""What mails with notices say, and what follows from what became of them."""

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation
from registry.delegations.repository import administrators_of
from registry.identity.accounts.orm import Account
from registry.mail.composing import Letter, MailOutcome
from registry.mail.rules import MailLanguage
from registry.notices.mail_orm import NoticeMail, NoticeSettings
from registry.notices.mailing import policy_at
from registry.notices.orm import InboxEntry, Notice
from registry.notices.repository import still_addressed
from registry.notices.texts import families, subject_and_text
from registry.notices.use_cases import post_notice
from registry.organisations.orm import Organisation
from registry.organisations.repository import find_cluster
from registry.vault import Vault
from shared.clocks import read_business_clock

MOST_IN_A_DIGEST: Final = 50
"""So many notices a day's mail tells of; it counts the rest."""


@cache
def _frame() -> dict[str, Any]:
    found = files("registry.notices").joinpath("frame.toml")
    return tomllib.loads(found.read_text(encoding="utf-8"))


def _said(notice: Notice, organisation: str | None, language: MailLanguage) -> tuple[str, str]:
    subject, text = subject_and_text(notice.template, language=language, values=notice.values)
    frame = _frame()[language]
    lines = [text]
    if organisation is not None:
        lines.append(f"{frame['organisation']}: {organisation}")
    if notice.link is not None:
        lines.append(f"{frame['link']}: {notice.link}")
    return subject, "\n".join(lines)


class NoticeLetters:
    """Composes the mails of notices, and pauses those to addresses that are dead."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def _hash_of(self, account: Account) -> bytes:
        return self._vault.keyed_hash(f"notices to {account.email_key}")

    async def compose(self, session: AsyncSession, mail_id: UUID) -> Letter | None:
        """The letter to the person as it is now; None if it is gone, or its address dead.

        What came to it by a role that it has lost since is left out, and may leave no letter: but
        for what tells of just that.
        """
        mail = await session.get(NoticeMail, mail_id)
        account = await session.get(Account, mail.account_id) if mail else None
        if mail is None or account is None:
            return None
        settings = await session.get(NoticeSettings, account.id)
        paused = settings is not None and settings.paused_at is not None
        if paused and settings and settings.refused_address == self._hash_of(account):
            return None
        language = cast("MailLanguage", settings.language if settings else "lv")
        parting = [code for code, family in families().items() if family.parting]
        rows = (
            await session.execute(
                select(Notice, Organisation.name)
                .join(InboxEntry, InboxEntry.notice_id == Notice.id)
                .outerjoin(Organisation, Organisation.id == Notice.organisation_id)
                .where(InboxEntry.mail_id == mail_id, InboxEntry.account_id == account.id)
                .where(Notice.family.in_(parting) | still_addressed(account.id))
                .order_by(Notice.id)
                .limit(MOST_IN_A_DIGEST + 1)
            )
        ).all()
        if not rows:
            return None
        said = [_said(notice, name, language) for notice, name in rows[:MOST_IN_A_DIGEST]]
        return _letter(
            account.email, language, said, digest=mail.digest, more=len(rows) > len(said)
        )

    async def settle(
        self,
        session: AsyncSession,
        mail_id: UUID,
        *,
        outcome: MailOutcome,
        attempts: int,
        now: datetime,
    ) -> None:
        """Note it as a proof; an address that was refused so often in a row gets no more mails.

        The administrators of its organisations are told of that; where there is none but the person
        itself, the cluster's manager is. Mails begin again with a new address.
        """
        mail = await session.get(NoticeMail, mail_id, with_for_update=True)
        if mail is None:
            return
        mail.outcome, mail.settled_at, mail.attempts = outcome, now, attempts
        account = await session.get(Account, mail.account_id)
        if account is None or outcome not in ("sent", "refused"):
            return
        settings = await self._settings(session, account.id)
        address = self._hash_of(account)
        if outcome == "sent":
            if settings.refused_address is not None:
                settings.refusals, settings.refused_address, settings.paused_at = 0, None, None
                settings.version += 1
            return
        if settings.refused_address != address:
            settings.refused_address, settings.refusals, settings.paused_at = address, 0, None
        settings.refusals += 1
        settings.version += 1
        most = (await policy_at(session, now)).refusals_to_pause
        if settings.refusals >= most and settings.paused_at is None:
            settings.paused_at = now
            await _tell_of_dead_address(session, account.id)

    async def _settings(self, session: AsyncSession, account_id: UUID) -> NoticeSettings:
        await session.execute(
            insert(NoticeSettings)
            .values(account_id=account_id, version=1, language="lv", refusals=0)
            .on_conflict_do_nothing()
        )
        return (
            await session.scalars(
                select(NoticeSettings)
                .where(NoticeSettings.account_id == account_id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        ).one()


def _letter(
    to: str,
    language: MailLanguage,
    said: Sequence[tuple[str, str]],
    *,
    digest: bool,
    more: bool,
) -> Letter:
    frame = _frame()[language]
    if not digest:
        ((subject, text),) = said[:1]
        return Letter(to, language, subject, f"{text}\n\n{frame['footer']}\n")
    count = f"{len(said)}+" if more else str(len(said))
    parts = [f"* {subject}\n{text}" for subject, text in said]
    if more:
        parts.append(frame["more"])
    subject = Template(frame["digest"]).substitute(count=count)
    return Letter(to, language, subject, "\n\n".join([*parts, frame["footer"]]) + "\n")


async def _tell_of_dead_address(session: AsyncSession, account_id: UUID) -> None:
    clock = await read_business_clock(session)
    cluster = await find_cluster(session)
    places = await session.scalars(
        select(Delegation.organisation_id)
        .where(Delegation.account_id == account_id)
        .distinct()
        .order_by(Delegation.organisation_id)
        .limit(50)
    )
    for organisation_id in places.all():
        others = await administrators_of(session, organisation_id) - {account_id}
        to_manager = not others and cluster is not None
        await post_notice(
            session,
            clock,
            organisation_id=cluster.id if to_manager and cluster else organisation_id,
            role="manager" if to_manager else "administrator",
            template="address_dead",
            values={},
            link=f"/v1/registry/organisations/{organisation_id}/representatives/{account_id}",
        )
