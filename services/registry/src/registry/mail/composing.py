"""Mails that are written when they are sent: to whom, and what, their noun says at that moment.

The row of such a mail holds nothing; whoever left, or lost its address, meanwhile gets none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.mail.orm import OutgoingMail
from registry.mail.rules import MailLanguage
from shared.ids import new_id

MailOutcome = Literal["sent", "refused", "expired", "withheld"]
"""What became of a mail: `refused` for good by the mail server; `withheld`: nobody was to get it
any more."""


@dataclass(frozen=True)
class Letter:
    """What a mail says, and to which address."""

    to: str
    language: MailLanguage
    subject: str
    text: str


class Composer(Protocol):
    """Writes the mails of one kind, and hears what became of each, in the transaction that ends
    it."""

    async def compose(self, session: AsyncSession, mail_id: UUID) -> Letter | None:
        """The letter; None when nobody is to get it any more."""
        ...

    async def settle(
        self,
        session: AsyncSession,
        mail_id: UUID,
        *,
        outcome: MailOutcome,
        attempts: int,
        now: datetime,
    ) -> None:
        """Note what became of the mail, after so many attempts."""
        ...


def post_composed(session: AsyncSession, *, kind: str, now: datetime, expires_at: datetime) -> UUID:
    """Post a mail that its composer writes later, in the caller's transaction; return its id.

    `now` is the system clock's.
    """
    mail_id = new_id()
    session.add(
        OutgoingMail(
            id=mail_id,
            kind=kind,
            sealed=None,
            created_at=now,
            expires_at=expires_at,
            due_at=now,
            attempts=0,
        )
    )
    return mail_id
