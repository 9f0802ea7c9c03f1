"""The stage: actors who call the platform over HTTP, each under a token of its own."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from local.mailbox import Mailbox
from local.printing import Narrator

Body = Any
"""A decoded JSON answer; the story reads it as the API documents it."""

OK = (200, 201, 202, 204)
POLL_SECONDS = 0.05
SETTLE_SECONDS = 20.0
"""How long the story waits for an event to take effect before it calls that a failure."""


class StepFailed(AssertionError):
    """A step of the story did not end as the story says; the message names both."""

    def __init__(self, number: str, text: str) -> None:
        super().__init__(f"step {number}: {text}")
        self.number = number
        self.text = text


@dataclass(frozen=True, slots=True)
class Login:
    """What a person logs in with, and for which organisation it acts."""

    email: str
    password: str = field(repr=False)
    organisation_id: str | None = None
    organisation_name: str = ""

    def as_body(self) -> dict[str, str]:
        """Return the body of a login."""
        body = {"email": self.email, "password": self.password}
        return body | ({"organisation_id": self.organisation_id} if self.organisation_id else {})


@dataclass(frozen=True, slots=True)
class Credentials:
    """The cast that the sample cluster brings along.

    ``studio`` leads the consortium and ``sound`` is its partner; ``effects`` bids alone;
    ``stranger`` is a client who has nothing to do with the story.
    """

    manager: Login
    board: Login
    board_two: Login
    board_three: Login
    studio: Login
    sound: Login
    effects: Login
    client: Login
    agent: Login
    stranger: Login


@dataclass
class Stage:
    """Where the actors stand: the platform, the narrator, and what the story made."""

    http: httpx.AsyncClient
    narrator: Narrator
    out: Path
    mailbox: Mailbox
    step: str = "0"
    calls: int = 0
    refusals: int = 0

    def fail(self, text: str) -> StepFailed:
        """Return the failure of the current step."""
        return StepFailed(self.step, text)

    def check(self, holds: bool, text: str) -> None:
        """Raise unless ``holds``; ``text`` says what should have held."""
        if not holds:
            raise self.fail(text)

    async def code_for(self, address: str, *, within: float = SETTLE_SECONDS) -> str:
        """Return the code in the next mail to ``address``; raise unless one comes in time."""
        started = time.perf_counter()
        while (code := self.mailbox.next_code(address)) is None:
            if time.perf_counter() - started > within:
                raise self.fail(f"no mail with a code came to {address} within {within:.0f} s")
            await asyncio.sleep(POLL_SECONDS)
        return code


@dataclass
class Actor:
    """Somebody with a name and, once logged in, a token.

    ``name`` begins sentences ("Ilze, the manager").
    """

    stage: Stage
    name: str
    token: str | None = None

    async def log_in(self, login: Login) -> Body:
        """Log in for the login's organisation, and keep the token; prints nothing."""
        answer = await self.stage.http.post("/v1/registry/sessions", json=login.as_body())
        if answer.status_code not in {200, 201}:
            raise self.stage.fail(f"{self.name} could not log in: {_told(answer)}")
        body = answer.json()
        self.token = body["access_token"]
        return body

    async def opens_account(self, login: Login, name: str) -> None:
        """Ask for an account, and prove the address with the code that is mailed to it."""
        await self.calls(
            "POST", "/v1/registry/accounts", json={"email": login.email, "name": name}, quiet=True
        )
        code = await self.stage.code_for(login.email)
        await self.calls(
            "POST",
            "/v1/registry/accounts/confirmation",
            json={"token": code, "password": login.password},
            quiet=True,
        )

    async def asks(
        self,
        what: str,
        method: str,
        path: str,
        *,
        expect: int | tuple[int, ...] = OK,
        version: int | None = None,
        key: str | None = None,
        **request: Any,
    ) -> Body:
        """Do one step of the story and return the decoded answer.

        Raises ``StepFailed`` when the status is not the expected one. An expected 4xx is told as
        a refusal with its reason.
        """
        self.stage.step = self.stage.narrator.asked(self.name, what)
        return await self.calls(method, path, expect=expect, version=version, key=key, **request)

    async def calls(
        self,
        method: str,
        path: str,
        *,
        expect: int | tuple[int, ...] = OK,
        version: int | None = None,
        key: str | None = None,
        quiet: bool = False,
        **request: Any,
    ) -> Body:
        """Send a further request of the same step; returns JSON, text or bytes by its type."""
        answer, milliseconds = await self._send(method, path, version=version, key=key, **request)
        expected = (expect,) if isinstance(expect, int) else expect
        refused = answer.status_code >= 400
        if not quiet:
            self.stage.narrator.answered(
                f"{method} {path}", answer.status_code, milliseconds, refused=refused
            )
        if answer.status_code not in expected:
            raise self.stage.fail(
                f"{method} {path} was expected to answer "
                f"{' or '.join(map(str, expected))}: {_told(answer)}"
            )
        if refused:
            self.stage.refusals += 1
            if not quiet:
                self.stage.narrator.told(f"refused: {_reason(answer)}")
        return _decoded(answer)

    async def _send(
        self, method: str, path: str, *, version: int | None, key: str | None, **request: Any
    ) -> tuple[httpx.Response, float]:
        headers: dict[str, str] = dict(request.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if method == "POST":
            headers.setdefault("Idempotency-Key", key or str(uuid4()))
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        self.stage.calls += 1
        started = time.perf_counter()
        answer = await self.stage.http.request(method, path, headers=headers, **request)
        return answer, (time.perf_counter() - started) * 1000

    async def waits(
        self,
        path: str,
        until: Callable[[Body], bool],
        *,
        within: float = SETTLE_SECONDS,
        params: Mapping[str, Any] | None = None,
    ) -> tuple[Body, float]:
        """Read ``path`` until ``until`` holds of a 200; return that answer and the seconds it took.

        Raises ``StepFailed`` when it does not within ``within`` seconds.
        """
        started = time.perf_counter()
        while True:
            answer, _ = await self._send("GET", path, version=None, key=None, params=params)
            passed = time.perf_counter() - started
            if answer.status_code == 200 and until(answer.json()):
                return answer.json(), passed
            if passed > within:
                raise self.stage.fail(
                    f"GET {path} did not show the expected within {within:.0f} s; "
                    f"the last answer: {_told(answer)}"
                )
            await asyncio.sleep(POLL_SECONDS)


def items(body: Body) -> Sequence[Body]:
    """Return the items of a page."""
    found: Sequence[Body] = body["items"] if isinstance(body, dict) else body
    return found


def money(amount: Mapping[str, str]) -> str:
    """Return an amount as people write it."""
    return f"{amount['amount']} {amount['currency']}"


def moment(text: str) -> str:
    """Return a moment of the API to the minute, as people write it."""
    return f"{text[:10]} {text[11:16]} UTC"


def _decoded(answer: httpx.Response) -> Body:
    if not answer.content:
        return None
    kind = answer.headers.get("content-type", "")
    return answer.json() if "json" in kind else answer.content


def _told(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.text[:600]}"


def _reason(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return answer.text[:200]
    if "code" not in problem:
        return answer.text[:200]
    fields = [
        f"{error.get('pointer') or error.get('code')}: {error.get('detail', '')}"
        for error in problem.get("errors") or ()
    ]
    # The detail of a validation repeats the fields.
    told = "; ".join(fields) if fields else problem.get("detail", "")
    return f"{problem['code']} — {told}"
