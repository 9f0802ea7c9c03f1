"""Which mails there are, how many one address gets, when to try again; pure decisions."""

import re
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

MailKind = Literal[
    "confirm_address",
    "already_registered",
    "reset_password",
    "nobody_registered",
    "invitation",
    "confirm_new_address",
    "address_in_use",
    "address_changed",
    "address_restored",
    "office_offered",
    "second_factor_added",
    "second_factor_removed",
    "recovery_code_used",
    "recovery_codes_renewed",
    "erasure_asked",
]
MailLanguage = Literal["lv", "en", "lt", "et"]

KINDS: Final[tuple[MailKind, ...]] = get_args(MailKind)
LANGUAGES: Final[tuple[MailLanguage, ...]] = get_args(MailLanguage)

VALUES: Final[dict[MailKind, frozenset[str]]] = {
    # No name: whoever asks could write what it likes into a mail to somebody else.
    "confirm_address": frozenset({"token"}),
    "already_registered": frozenset(),
    "reset_password": frozenset({"token"}),
    "nobody_registered": frozenset(),
    "confirm_new_address": frozenset({"token"}),
    "address_in_use": frozenset(),
    "address_changed": frozenset({"token"}),
    "address_restored": frozenset(),
    "invitation": frozenset({"organisation", "inviter", "secret", "expires"}),
    "office_offered": frozenset({"organisation", "office", "expires"}),
    # Not the name of the factor: a thief would write there what it likes.
    "second_factor_added": frozenset(),
    "second_factor_removed": frozenset(),
    "recovery_code_used": frozenset({"left"}),
    "recovery_codes_renewed": frozenset(),
    "erasure_asked": frozenset({"day"}),
}
"""What the text of each kind is filled in with."""

LIFETIME: Final[dict[MailKind, timedelta]] = {
    "confirm_address": timedelta(minutes=30),
    "already_registered": timedelta(hours=24),
    "reset_password": timedelta(minutes=30),
    "nobody_registered": timedelta(hours=24),
    "confirm_new_address": timedelta(minutes=30),
    "address_in_use": timedelta(hours=24),
    "address_changed": timedelta(days=7),
    "address_restored": timedelta(days=7),
    "invitation": timedelta(days=7),
    "office_offered": timedelta(days=7),
    "second_factor_added": timedelta(days=7),
    "second_factor_removed": timedelta(days=7),
    "recovery_code_used": timedelta(days=7),
    "recovery_codes_renewed": timedelta(days=7),
    "erasure_asked": timedelta(days=7),
}
"""After this a mail that could not be sent is given up: it would say what no longer holds."""

MOST_IN_A_WHILE: Final = 5
WHILE: Final = timedelta(hours=1)
"""Five mails of one kind an hour go to one address as fast as they are asked for."""

PACE: Final = timedelta(minutes=10)
"""Beyond those, one goes when the last is this old: at most ten an hour fill nobody's mailbox.

Asking is never shut, or a stranger's five requests would shut the owner out. Much shorter than the
30 minutes of a code: whoever asks has then a living code, at most this old, whoever asked for it.
"""

LEASE: Final = timedelta(minutes=5)
"""For this long nobody else takes a mail that is being sent; longer than any sending lasts."""

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=5)

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# No space, comma, quote, bracket or line break: an address cannot become two, or a header.
_ADDRESS: Final = re.compile(
    rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*", re.ASCII
)


def address_key(address: str) -> str:
    """What makes two spellings one mailbox, for the bound."""
    return address.strip().casefold()


def may_post(*, lately: int, last: datetime | None, now: datetime) -> bool:
    """Whether an address gets one more mail, after so many of the kind within `WHILE`."""
    return lately < MOST_IN_A_WHILE or last is None or now - last >= PACE


def is_address(text: str) -> bool:
    """Whether a mail can be addressed to it, and to it alone."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def on_one_line(text: str) -> str:
    """The text without line breaks and other control characters: somebody else wrote it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def pause_after(attempts: int) -> timedelta:
    """How long a mail waits after so many vain attempts: 5 s, doubling, at most 5 minutes."""
    factor: int = 2 ** min(max(attempts - 1, 0), 10)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)
