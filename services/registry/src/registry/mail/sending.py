"""The loop that sends mails: beside the API, in every one of its processes.

    take some that are due (nobody else will for five minutes) -> hand each over -> delete it

No transaction is open while a mail server thinks. A process that dies in between has its mails
sent by another after the lease; that one may be a repetition, with the same `Message-ID`.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Final, NoReturn, cast

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from registry.mail import repository
from registry.mail.composing import Composer, MailOutcome
from registry.mail.orm import OutgoingMail
from registry.mail.rules import LEASE, MailKind, pause_after
from registry.mail.texts import message_of, written
from registry.mail.transports import MailPort, MailRefused
from registry.vault import Vault, WrongMasterSecret
from shared.backoff import Backoff
from shared.clocks import Clock, SystemClock
from shared.database import Database

BATCH: Final = 10
POLL_SECONDS: Final = 0.5
LONGEST_PAUSE: Final = 10.0

log = structlog.get_logger(__name__)


class MailSender:
    """Sends the mails that one database holds through one transport."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        port: MailPort,
        *,
        sender: str,
        clock: Clock | None = None,
        composers: Mapping[str, Composer] | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._port = port
        self._sender = sender
        self._clock = clock or SystemClock()
        self._composers = composers or {}

    async def run(self) -> NoReturn:
        """Send until cancelled, through every absence of the database or the transport."""
        backoff = Backoff(2 * POLL_SECONDS, LONGEST_PAUSE)
        while True:
            try:
                taken = await self.send_due()
            except Exception as error:
                # Whatever it is, giving up would stop every mail of the platform for good.
                log.warning("mail_paused", seconds=backoff.seconds, error=type(error).__name__)
                await backoff.pause()
                continue
            backoff.reset()
            if taken < BATCH:
                await asyncio.sleep(POLL_SECONDS)

    async def send_due(self) -> int:
        """Send what is due now; return how many mails were tried."""
        mails = await self._take()
        await asyncio.gather(*(self._send(mail) for mail in mails))
        return len(mails)

    async def _take(self) -> list[OutgoingMail]:
        now = self._clock.now()
        async with self._database.transaction() as session:
            for mail in await repository.delete_expired(session, now=now):
                log.warning("mail_given_up", kind=mail.kind, reason="expired")
                await self._settle(session, mail, "expired")
            return await repository.take_due(session, at_most=BATCH, now=now, until=now + LEASE)

    async def _send(self, mail: OutgoingMail) -> None:
        try:
            message = await self._written(mail)
            if message is not None:
                await self._port.deliver(message, name=str(mail.id))
        except (MailRefused, WrongMasterSecret) as error:
            log.warning("mail_given_up", kind=mail.kind, reason=type(error).__name__)
            await self._forget(mail, "refused" if isinstance(error, MailRefused) else "withheld")
        except Exception as error:
            # The name of the error alone: its text may hold the address.
            seconds = pause_after(mail.attempts).total_seconds()
            log.warning("mail_waits", kind=mail.kind, seconds=seconds, error=type(error).__name__)
            await self._put_off(mail, until=self._clock.now() + pause_after(mail.attempts))
        else:
            await self._forget(mail, "withheld" if message is None else "sent")

    async def _written(self, mail: OutgoingMail) -> EmailMessage | None:
        if mail.sealed is not None:
            content = json.loads(self._vault.open(mail.sealed, label=f"mail {mail.id}"))
            kind = cast("MailKind", mail.kind)
            return written(mail, kind=kind, sender=self._sender, **content)
        # A kind of a later release raises, and waits for that.
        composer = self._composers[mail.kind]
        async with self._database.transaction() as session:
            letter = await composer.compose(session, mail.id)
        return message_of(mail, letter, sender=self._sender) if letter else None

    async def _forget(self, mail: OutgoingMail, outcome: MailOutcome) -> None:
        async with self._database.transaction() as session:
            await repository.delete_mail(session, mail.id)
            await self._settle(session, mail, outcome)

    async def _settle(
        self, session: AsyncSession, mail: OutgoingMail, outcome: MailOutcome
    ) -> None:
        composer = self._composers.get(mail.kind)
        if mail.sealed is None and composer is not None:
            await composer.settle(
                session, mail.id, outcome=outcome, attempts=mail.attempts, now=self._clock.now()
            )

    async def _put_off(self, mail: OutgoingMail, *, until: datetime) -> None:
        async with self._database.transaction() as session:
            await repository.put_off(session, mail.id, until=until)
