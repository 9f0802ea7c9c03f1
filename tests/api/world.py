"""A small piece of real business, so that generated requests meet something that exists.

Everything is made through the public API, but for the first officers, whom only a command
can appoint.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from tests.api.running import PASSWORD

from local.mailbox import Mailbox

PATIENCE_SECONDS = 20.0
DAY = 86_400
Ids = dict[str, list[str]]


@dataclass
class World:
    """Tokens by who holds them, and what exists by the path parameter that names it."""

    client: httpx.Client
    mailbox: Mailbox
    tokens: dict[str, str] = field(default_factory=dict)
    ids: Ids = field(default_factory=dict)

    def ask(
        self, who: str, method: str, path: str, *, expect: int | None = None, **request: Any
    ) -> Any:
        """Send one request; anything but success (or what is expected) is a failure."""
        headers = {"Idempotency-Key": str(uuid4()), **request.pop("headers", {})}
        if who in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        answer = self.client.request(method, f"/v1/{path}", headers=headers, **request)
        good = answer.status_code == expect if expect else answer.is_success
        assert good, f"{who}: {method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def wait(self, who: str, path: str, until: Callable[[Any], bool] = bool) -> Any:
        """Ask until what events bring has arrived."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.client.get(
                f"/v1/{path}", headers={"Authorization": f"Bearer {self.tokens[who]}"}
            )
            if answer.is_success and until(answer.json()):
                return answer.json()
            assert time.monotonic() < deadline, f"{who}: GET {path}: {answer.text}"
            time.sleep(0.05)

    def code_for(self, address: str) -> str:
        """The code in the next mail to an address, once it has come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (code := self.mailbox.next_code(address)) is None:
            assert time.monotonic() < deadline, f"no mail came to {address}"
            time.sleep(0.05)
        return code

    def note(self, name: str, *ids: str) -> None:
        """Remember things by the name that paths give them."""
        self.ids.setdefault(name, []).extend(ids)

    def log_in(self, who: str, organisation_id: str | None = None) -> None:
        body = {"email": f"{who}@avt.example", "password": PASSWORD}
        if organisation_id:
            body["organisation_id"] = organisation_id
        self.tokens[who] = self.ask("nobody", "POST", "registry/sessions", json=body)[
            "access_token"
        ]


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}
