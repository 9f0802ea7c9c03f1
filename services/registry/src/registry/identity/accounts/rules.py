"""What a password and an email address must be like; pure decisions."""

from typing import Final

from registry.identity.accounts.errors import WeakPassword

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 128

# NIST SP 800-63B asks for length and a look at what attackers try first, not for a mixture of
# character classes. Words of at least twelve characters that lead such lists, and ours.
_TRIED_FIRST: Final = frozenset(
    {
        "password1234",
        "password12345",
        "passwordpassword",
        "123456789012",
        "1234567890123",
        "qwertyuiop12",
        "qwertyuiopas",
        "iloveyou1234",
        "administrator",
        "changemechangeme",
        "letmeinletmein",
        "welcome12345",
        "latvijalatvija",
        "avt-cluster-1",
        "avtklasteris",
    }
)


def email_key(email: str) -> str:
    """What makes two spellings of an address one account: case does not count."""
    return email.strip().casefold()


def check_password(password: str, *, email: str, name: str, pointer: str = "/password") -> None:
    """Raise `WeakPassword` for a password that would be guessed too easily."""

    def weak(detail: str) -> WeakPassword:
        return WeakPassword(detail, pointer=pointer)

    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise weak(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters")
    folded = password.casefold()
    if len(set(folded)) < 5:
        raise weak("A password has at least five different characters")
    if folded in _TRIED_FIRST:
        raise weak("This password is among those that are tried first")
    for part in (email_key(email), email_key(email).split("@")[0], name.casefold()):
        if len(part) >= 5 and part in folded:
            raise weak("A password does not contain the name or the email address")
