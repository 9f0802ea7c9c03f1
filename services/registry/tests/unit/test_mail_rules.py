"""What a mail may hold, and when it is tried again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from registry.identity.address_proofs.rules import LIFETIME as CODE_LIVES
from registry.mail.orm import OutgoingMail
from registry.mail.rules import (
    KINDS,
    LANGUAGES,
    LONGEST_PAUSE,
    PACE,
    VALUES,
    WHILE,
    MailKind,
    MailLanguage,
    is_address,
    may_post,
    on_one_line,
    pause_after,
)
from registry.mail.texts import subject_and_text, written
from registry.mail.transports import Smtp, Spool, transport_of
from registry.settings import Settings

MAIL = OutgoingMail(id=UUID(int=7), created_at=datetime(2026, 6, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_in_every_language_with_all_of_its_values(
    kind: MailKind, language: MailLanguage
) -> None:
    values = {name: f"<{name}>" for name in VALUES[kind]}
    subject, text = subject_and_text(kind, language=language, values=values)
    assert subject
    assert "$" not in subject + text
    assert all(value in text for value in values.values())


@given(st.sampled_from(LANGUAGES), st.text(max_size=300))
def test_no_value_makes_a_header_or_a_line_of_its_own(language: MailLanguage, value: str) -> None:
    values = {
        "organisation": value,
        "inviter": f"x\r\nBcc: everybody@kadrs.example\r\n\r\n{value}",
        "secret": "the-secret",
        "expires": "2026-06-08",
    }
    message = written(
        MAIL,
        kind="invitation",
        to="ilze@kadrs.example",
        language=language,
        values=values,
        sender="no-reply@avt.example",
    )
    head = message.as_bytes().partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    names = {line.partition(b":")[0] for line in head.split(b"\r\n")}
    assert names == {
        *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Content-Language"),
        *(b"Auto-Submitted", b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version"),
    }
    assert message["To"] == "ilze@kadrs.example"
    assert not any(line.startswith("Bcc") for line in message.get_content().splitlines())
    assert "the-secret" in message.get_content().splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ilze",
        "@kadrs.example",
        "a@b.example\nBcc: c@d.example",
        "a@b.example\n",
        "a@b.example, c@d.example",
        "Ilze <a@b.example>",
        "a b@c.example",
        '"a"@b.example',
        "ā@b.example",
        "a" * 250 + "@b.example",
    ],
)
def test_what_could_be_two_addresses_or_a_header_is_none(text: str) -> None:
    assert not is_address(text)


def test_an_ordinary_address_is_one() -> None:
    assert is_address("ilze.berzina+avt@kadrs.example")


@given(st.text(max_size=100))
def test_a_value_is_one_printable_line(text: str) -> None:
    tame = on_one_line(text)
    assert tame.isprintable()
    assert tame == tame.strip()


@given(st.integers(min_value=0, max_value=10_000))
def test_a_mail_waits_longer_after_each_vain_attempt_and_never_beyond_the_bound(n: int) -> None:
    assert timedelta(0) < pause_after(n) <= pause_after(n + 1) <= LONGEST_PAUSE


def _posted(asked_at: list[int]) -> list[timedelta]:
    """When a mail went out, of the requests at these seconds."""
    posted: list[timedelta] = []
    for now in (timedelta(seconds=second) for second in sorted(asked_at)):
        lately = [at for at in posted if at > now - WHILE]
        last = MAIL.created_at + lately[-1] if lately else None
        if may_post(lately=len(lately), last=last, now=MAIL.created_at + now):
            posted.append(now)
    return posted


HOURS = 4 * 3600
MINUTE = 60
STRANGERS = st.lists(st.integers(0, HOURS), max_size=150) | st.builds(
    lambda first, step: list(range(first, HOURS, step)), st.integers(0, HOURS), st.integers(5, 900)
)


@given(STRANGERS, st.integers(0, HOURS // 2))
@example([0] * 5 + [3601] * 5, 1)
@example(list(range(0, HOURS, 7)), 3000)
def test_no_stranger_keeps_a_living_code_from_an_owner_who_asks(
    stranger: list[int], start: int
) -> None:
    owner = range(start, HOURS, MINUTE)
    posted = _posted([*stranger, *owner])
    for asked_at in (timedelta(seconds=second) for second in owner):
        mailed = max(at for at in posted if at <= asked_at)
        assert asked_at - mailed < PACE
        assert asked_at + timedelta(seconds=MINUTE) < mailed + CODE_LIVES


@given(STRANGERS)
@example(list(range(HOURS)))
@example([3000] * 5 + list(range(3600, HOURS)))
def test_no_pattern_of_requests_fills_a_mailbox(asked_at: list[int]) -> None:
    posted = _posted(asked_at)
    for first in posted:
        assert sum(first <= at < first + WHILE for at in posted) <= 10


def test_a_url_names_the_transport() -> None:
    assert transport_of("spool:/var/spool/avt") == Spool(Path("/var/spool/avt"))
    assert transport_of("smtp://mail.example") == Smtp("mail.example", 25, encrypted=False)
    assert transport_of("smtps://me%40x:p%2Fw@mail.example:4650") == Smtp(
        "mail.example", 4650, encrypted=True, user="me@x", password="p/w"
    )
    assert "p/w" not in repr(transport_of("smtps://me:p%2Fw@mail.example"))


@pytest.mark.parametrize("url", ["", "spool:", "http://mail.example", "smtp:", "mail.example"])
def test_a_service_with_another_way_out_for_mails_does_not_start(url: str) -> None:
    with pytest.raises(ValidationError, match="mail_url"):
        Settings(
            database_url="postgresql://nowhere",
            broker_url="memory://",
            secret_key=SecretStr("x" * 32),
            master_secret=SecretStr("x" * 32),
            mail_url=url,
        )
