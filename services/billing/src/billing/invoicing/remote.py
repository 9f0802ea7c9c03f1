"""The invoicing run as a machine account starts it from elsewhere: over HTTP, by the gateway.

The account needs the scope `billing:invoicing` and nothing else; the job that runs this needs
neither the service's settings nor its database.
"""

import asyncio
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

import httpx

from billing.invoicing_runs.schemas import InvoicingRunOut

SCOPE: Final = "billing:invoicing"
RUNS: Final = "/v1/billing/invoicing-runs"
POLL_SECONDS: Final = 0.5
ATTEMPTS: Final = 5
LONGEST_PAUSE: Final = 60


class RunNotStarted(Exception):
    """The platform refused, or could not be reached; the text says which, for a person."""


async def invoice_remotely(
    client: httpx.AsyncClient,
    *,
    client_id: str,
    client_secret: str,
    until: datetime | None,
    poll_seconds: float = POLL_SECONDS,
) -> InvoicingRunOut:
    """Start a run through the gateway that `client` points at, and wait until it is over.

    What fails in between is asked again under the same Idempotency-Key, so that one call
    starts one run. Raises `RunNotStarted`.
    """
    platform = _Platform(client, client_id, client_secret)
    body = {"until": until.isoformat()} if until else {}
    started = await platform.ask("POST", RUNS, json=body, key=str(uuid4()))
    while True:
        answer = await platform.ask("GET", f"{RUNS}/{started['id']}")
        run = InvoicingRunOut.model_validate(answer)
        if run.finished_at is not None:
            return run
        await asyncio.sleep(poll_seconds)


class _Platform:
    """Asks with a token of the machine account, and fetches a new one when it has expired."""

    def __init__(self, client: httpx.AsyncClient, client_id: str, client_secret: str) -> None:
        self._client = client
        self._credentials = (client_id, client_secret)
        self._token = ""

    async def ask(self, method: str, path: str, *, json: Any = None, key: str = "") -> Any:
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            try:
                if not self._token:
                    self._token = await self._fetch_token()
                headers = {"Authorization": f"Bearer {self._token}"}
                headers |= {"Idempotency-Key": key} if key else {}
                answer = await self._client.request(method, path, json=json, headers=headers)
            except httpx.TransportError as error:
                if last:
                    raise RunNotStarted(f"the platform cannot be reached: {error}") from error
                await asyncio.sleep(2**attempt)
                continue
            if answer.is_success:
                return answer.json()
            if last or not _passes(answer):
                raise RunNotStarted(_reason(answer))
            if answer.status_code == 401:
                self._token = ""
            else:
                await asyncio.sleep(_pause(answer, attempt))
        raise AssertionError("the last attempt returns or raises")

    async def _fetch_token(self) -> str:
        answer = await self._client.post(
            "/v1/registry/oauth/token",
            data={"grant_type": "client_credentials", "scope": SCOPE},
            auth=self._credentials,
        )
        if not answer.is_success:
            raise RunNotStarted(f"no token for the machine account: {_reason(answer)}")
        return str(answer.json()["access_token"])


def _passes(answer: httpx.Response) -> bool:
    # A conflict passes only where the platform says when: the same key is still in flight.
    in_flight = answer.status_code == 409 and "Retry-After" in answer.headers
    return in_flight or answer.status_code in {401, 429, 502, 503, 504}


def _pause(answer: httpx.Response, attempt: int) -> int:
    # A proxy in between may name a date, or a day: neither is worth waiting for.
    told = answer.headers.get("Retry-After", "")
    return min(int(told), LONGEST_PAUSE) if told.isdecimal() else 2**attempt


def _reason(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        said = {}
    detail = said.get("detail") or said.get("error_description") or said.get("error") or ""
    return f"{answer.status_code} {detail}".strip()
