"""Posting notices, and laying them into inboxes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.notices import repository
from registry.notices.mailing import EXPIRES, deliveries_for, post_notice_mail
from registry.notices.orm import InboxEntry, Notice
from registry.notices.rules import (
    ADDRESSEES,
    FANOUT,
    Addressee,
    Producer,
    Reached,
    own_link,
    tame_values,
)
from registry.notices.texts import GENERIC, fitting, templates
from shared.clocks import Clock
from shared.ids import new_id

log = structlog.get_logger(__name__)


async def post_notice(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    role: Addressee,
    template: str,
    values: Mapping[str, str],
    link: str | None = None,
    among: Collection[UUID] | None = None,
    notice_id: UUID | None = None,
) -> None:
    """Tell those who hold a role in an organisation something, in the caller's transaction.

    `role` may be an office, in the cluster's own organisation. Where nobody holds it the
    organisation's administrators hear it, and without any the cluster's manager, in whose work
    list it stands then. `among`: these people of them alone, and nobody in their place. The same
    `notice_id` is told once. `values` are what `template` declares, each cut to a line; `link` is a
    path of the registry's API. `clock` is the business clock. Raises `ValueError` for a template
    that does not exist, for values that it lacks, and for a link that leads elsewhere: the
    caller's mistake.
    """
    if template == GENERIC or fitting(template, values) is None:
        raise ValueError(f"no template {template} takes the values {sorted(values)}")
    if own_link(link, producer="registry") != link:
        raise ValueError("a notice of the registry leads to a path of the registry's API")
    people: Sequence[UUID] | None = None
    if among is not None:
        people = await repository.holders(
            session, organisation_id=organisation_id, role=role, among=among, at_most=FANOUT
        )
        if not people:
            return
    await take_notice(
        session,
        clock,
        notice_id=notice_id or new_id(),
        producer="registry",
        organisation_id=organisation_id,
        role=role,
        template=template,
        values=values,
        link=link,
        people=people,
    )


async def take_notice(
    session: AsyncSession,
    clock: Clock,
    *,
    notice_id: UUID,
    producer: Producer,
    organisation_id: UUID,
    role: str,
    template: str,
    values: Mapping[Any, Any],
    link: str | None,
    age: timedelta = timedelta(0),
    people: Sequence[UUID] | None = None,
) -> None:
    """Take a notice, once, from whichever service; nothing that a service says of it loses it.

    To `people`, at most `FANOUT` who hold the role, if they are given. One of an `age` that mails
    do not come to is in the inbox alone: a registry that reads the others' logs from their
    beginning tells nobody by mail what is long over. A template or values that are unknown here
    make it a generic one, an unknown role one for the administrators: both stand in the manager's
    work list. A link elsewhere is left out.
    """
    tame = tame_values(values)
    found = fitting(template, tame) if template != GENERIC else None
    known_role = role in ADDRESSEES
    generic = found is None or not known_role
    if generic:
        log.warning("notice_is_generic", producer=producer, notice_id=str(notice_id))
    written = await session.scalar(
        insert(Notice)
        .values(
            id=notice_id,
            version=1,
            producer=producer,
            organisation_id=organisation_id,
            role=role if known_role else "administrator",
            template=found.code if found else GENERIC,
            family=(found or templates()[GENERIC]).family.code,
            values=tame,
            link=own_link(link, producer=producer),
            generic=generic,
            raised_at=clock.now() - age,
            reached="role",
        )
        .on_conflict_do_nothing()
        .returning(Notice.id)
    )
    if written is None:
        return
    notice = await session.get_one(Notice, notice_id)
    if people is not None:
        await _lay(session, notice, people, now=clock.now())
        return
    await spread_notice(session, notice, now=clock.now())


async def spread_notice(session: AsyncSession, notice: Notice, *, now: datetime) -> None:
    """Lay a notice into the next inboxes, at most `FANOUT`, of who holds its role now."""
    people = await _next_people(session, notice)
    here, more = people[:FANOUT], len(people) > FANOUT
    await _lay(session, notice, here, now=now)
    notice.spread_after = here[-1] if more else None
    await session.flush()


async def spread_notices(session: AsyncSession, clock: Clock) -> None:
    """Go on with notices that one transaction was not to write into every inbox."""
    for notice in await repository.spreading(session, at_most=5):
        await spread_notice(session, notice, now=clock.now())


async def _next_people(session: AsyncSession, notice: Notice) -> list[UUID]:
    first = notice.spread_after is None
    people: list[UUID] = []
    if not first or notice.reached == "role":
        people = await _people(session, notice, cast("Reached", notice.reached))
    fallbacks: tuple[Reached, ...] = ("administrators", "manager")
    for fallback in fallbacks if first else ():
        if not people:
            notice.reached = fallback
            people = await _people(session, notice, fallback)
    return people


async def _people(session: AsyncSession, notice: Notice, reached: Reached) -> list[UUID]:
    after, at_most = notice.spread_after, FANOUT + 1
    if reached == "manager":
        return list(await repository.managers_of_the_cluster(session, after=after, at_most=at_most))
    return list(
        await repository.holders(
            session,
            organisation_id=notice.organisation_id,
            role=notice.role if reached == "role" else "administrator",
            after=after,
            at_most=at_most,
        )
    )


async def _lay(
    session: AsyncSession, notice: Notice, people: Sequence[UUID], *, now: datetime
) -> None:
    if not people:
        return
    deliveries = await deliveries_for(session, people, family=notice.family, now=now)
    if now - notice.raised_at >= EXPIRES:
        deliveries = dict.fromkeys(people, "never")
    mails = {
        account_id: post_notice_mail(session, account_id, digest=False)
        for account_id, delivery in deliveries.items()
        if delivery == "at_once"
    }
    await session.flush()
    await session.execute(
        insert(InboxEntry)
        .values(
            [
                {
                    "id": new_id(),
                    "notice_id": notice.id,
                    "account_id": account_id,
                    "unread": True,
                    "received_at": now,
                    "delivery": deliveries[account_id],
                    "mail_id": mails.get(account_id),
                }
                for account_id in people
            ]
        )
        .on_conflict_do_nothing()
    )
