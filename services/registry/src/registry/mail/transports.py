"""The way out for mails: a port, and the two that lead through it."""

import asyncio
import os
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS: Final = 20

# Threads of its own: a mail server that does not answer must not hold up what else needs one.
_THREADS: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="mail")


class MailRefused(Exception):
    """The transport will never take this mail: its address does not exist, say."""


class MailPort(Protocol):
    """Takes mails out of the platform."""

    async def deliver(self, message: EmailMessage, *, name: str) -> None:
        """Hand a mail over; `name` is the same when it is handed over again.

        Raises `MailRefused` when trying again is of no use, anything else when it may be.
        """
        ...


@dataclass(frozen=True)
class Spool:
    """A folder that mails are put into, one `<name>.eml` each, readable by us alone."""

    folder: Path

    async def deliver(self, message: EmailMessage, *, name: str) -> None:
        await asyncio.get_running_loop().run_in_executor(_THREADS, self._write, message, name)

    def _write(self, message: EmailMessage, name: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole, half = self.folder / f"{name}.eml", self.folder / f".{name}.half"
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())
        # At once: whoever watches the folder never reads half a mail.
        half.replace(whole)


@dataclass(frozen=True)
class Smtp:
    """A mail server; encrypted from the start, or (plain `smtp`) as soon as it offers it."""

    host: str
    port: int
    encrypted: bool
    user: str = ""
    password: str = field(default="", repr=False)

    async def deliver(self, message: EmailMessage, *, name: str) -> None:
        await asyncio.get_running_loop().run_in_executor(_THREADS, self._send, message)

    def _send(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
            if self.encrypted
            else smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        )
        with server:
            server.ehlo()
            if not self.encrypted and (self.user or server.has_extn("starttls")):
                # With a password never without: it raises where the server does not offer it.
                server.starttls(context=context)
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
            options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
            try:
                server.send_message(message, mail_options=options)
            except smtplib.SMTPRecipientsRefused as error:
                if all(code >= 500 for code, _ in error.recipients.values()):
                    raise MailRefused("the server refuses the address") from error
                raise


def transport_of(url: str) -> MailPort:
    """The transport that a URL names: `spool:<folder>`, `smtp://` or `smtps://user:pw@host:port`.

    Raises `ValueError` for any other.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "spool" and rest:
        return Spool(Path(rest))
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("needs spool:<folder>, smtp://host:port or smtps://host:port")
    encrypted = parts.scheme == "smtps"
    return Smtp(
        host=parts.hostname,
        port=parts.port or (465 if encrypted else 25),
        encrypted=encrypted,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
