"""Posting a mail: it is written beside its cause, and both exist or neither does."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from registry.mail import repository
from registry.mail.orm import OutgoingMail
from registry.mail.rules import (
    LIFETIME,
    VALUES,
    MailKind,
    MailLanguage,
    address_key,
    is_address,
    may_post,
)
from registry.vault import Vault
from shared.clocks import Clock
from shared.ids import new_id


async def post_mail(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    to: str,
    kind: MailKind,
    language: MailLanguage = "lv",
    values: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Post a mail in the caller's transaction; return whether one will be sent.

    False means that the address was sent five of this kind within the hour, and the last within
    ten minutes: nothing was written, and what the earlier mails said must stay true. Whoever asked
    is not told. `clock` is the system's; a mail that could not be sent by `expires_at` (a lifetime
    of its kind's by default) is given up. Raises `ValueError` for what is no address, or for other
    values than `VALUES` names: both are the caller's mistake.
    """
    values = dict(values or {})
    if not is_address(to):
        raise ValueError("not an address that a mail can be sent to")
    if values.keys() != VALUES[kind]:
        raise ValueError(f"a mail of the kind {kind} is filled in with {sorted(VALUES[kind])}")
    now = clock.now()
    if not await _within_bounds(session, vault, to=to, kind=kind, now=now):
        return False
    content = {"to": to, "language": language, "values": values}
    expires_at = expires_at or now + LIFETIME[kind]
    session.add(_sealed(vault, kind, content, now=now, expires_at=expires_at))
    await session.flush()
    return True


async def _within_bounds(
    session: AsyncSession, vault: Vault, *, to: str, kind: MailKind, now: datetime
) -> bool:
    address_hash = vault.keyed_hash(f"mail {kind} {address_key(to)}")
    lately, last = await repository.posted_lately(session, address_hash, now=now)
    if not may_post(lately=lately, last=last, now=now):
        return False
    repository.note_posted(session, address_hash, now=now)
    return True


def _sealed(
    vault: Vault, kind: MailKind, content: Mapping[str, Any], *, now: datetime, expires_at: datetime
) -> OutgoingMail:
    mail_id = new_id()
    return OutgoingMail(
        id=mail_id,
        kind=kind,
        sealed=vault.seal(json.dumps(content).encode(), label=f"mail {mail_id}"),
        created_at=now,
        expires_at=expires_at,
        due_at=now,
        attempts=0,
    )
