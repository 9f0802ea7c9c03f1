"""What mails say: subject and text of each kind in each language, as data beside this module."""

import tomllib
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import cache
from importlib.resources import files
from string import Template
from typing import Final

from registry.mail.composing import Letter
from registry.mail.orm import OutgoingMail
from registry.mail.rules import MailKind, MailLanguage, on_one_line

SENDER_NAME: Final = "AVT klasteris"


@cache
def _texts(kind: MailKind) -> dict[str, dict[str, str]]:
    found = files("registry.mail").joinpath("templates", f"{kind}.toml")
    return tomllib.loads(found.read_text(encoding="utf-8"))


def subject_and_text(
    kind: MailKind, *, language: MailLanguage, values: Mapping[str, str]
) -> tuple[str, str]:
    """The mail of this kind, filled in; a value stays on its line, whoever wrote it."""
    tame = {name: on_one_line(value) for name, value in values.items()}
    text = _texts(kind)[language]
    return on_one_line(Template(text["subject"]).substitute(tame)), Template(
        text["text"]
    ).substitute(tame)


def written(
    mail: OutgoingMail,
    *,
    kind: MailKind,
    to: str,
    language: MailLanguage,
    values: Mapping[str, str],
    sender: str,
) -> EmailMessage:
    """The message as it travels; one that is sent twice bears the same `Message-ID`."""
    subject, text = subject_and_text(kind, language=language, values=values)
    return message_of(mail, Letter(to, language, subject, text), sender=sender)


def message_of(mail: OutgoingMail, letter: Letter, *, sender: str) -> EmailMessage:
    """A letter as it travels."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((SENDER_NAME, sender))
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2]}>"
    # Nobody's absence notice answers it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="8bit")
    message["Content-Language"] = letter.language
    return message
