"""Reading the mails that the platform spooled: codes for the story, and for whoever tries it."""

import email
import re
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

# On a line of its own, as the mails have it: 256 random bits in base64url.
_CODE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass
class Mailbox:
    """The spool folder as its addressees see it; each code is taken out once."""

    folder: Path
    _taken: Counter[str] = field(default_factory=Counter)

    def next_code(self, address: str) -> str | None:
        """Return the code of the next mail to ``address`` that has one, or None so far."""
        codes = [
            line
            for message in self.mails_to(address)
            for line in message.get_content().splitlines()
            if _CODE.fullmatch(line)
        ]
        number = self._taken[address]
        if len(codes) <= number:
            return None
        self._taken[address] += 1
        return str(codes[number])

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Return what was mailed to ``address`` so far, in the order of its posting."""
        # Their names are UUIDv7: they sort by time. Half-written ones begin with a dot.
        found = [
            email.message_from_bytes(path.read_bytes(), policy=default)
            for path in sorted(self.folder.glob("[!.]*.eml"))
        ]
        return [message for message in found if message["To"] == address]
