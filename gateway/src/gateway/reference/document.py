"""The merged API document: fetched from the services when asked for, and kept for a while."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import aiohttp
import orjson
import structlog

from gateway.reference.merging import Document, merge

log = structlog.get_logger(__name__)

FETCH_SECONDS = 5.0
PARTIAL_SECONDS = 5.0
"""How long a document with a missing service is kept before the service is tried again."""

INFO: Document = {
    "title": "AVT Cluster platform",
    "version": "1",
    "description": (
        "Everything that the platform of the Latvian audiovisual technologies cluster offers, "
        "through its one door.\n\n"
        "- **Credentials**: a bearer token from `POST /v1/registry/sessions`, or an API key in "
        "`X-API-Key`. Search, the directory, listings, equipment, reviews, the public part of "
        "tenders, the taxonomy and the keys can be read without.\n"
        "- **Refusals** are problem documents (RFC 9457): switch on `code`, quote `request_id`.\n"
        "- **Repeating a POST** is safe with the same `Idempotency-Key`.\n"
        "- **Changing what others change too** needs the `ETag` in `If-Match`.\n"
        "- **Lists** are paged by `cursor`; the `Link` header names the next page.\n"
        "- **Limits** are told in `RateLimit` and `RateLimit-Policy`; after a 429 wait for "
        "`Retry-After` seconds."
    ),
}


@dataclass(frozen=True, slots=True)
class Merged:
    """The document as it is sent, and the entity tag of these very bytes."""

    body: bytes
    etag: str


class ApiDocument:
    """Asks each service for `/v1/<service>/openapi.json`.

    A service that does not answer is shown as it was when it last did; one that never
    answered is named as missing, and the rest of the document is served without it.
    """

    def __init__(
        self,
        client: aiohttp.ClientSession,
        services: Mapping[str, str],
        own: Document,
        *,
        max_age: float,
    ) -> None:
        self._client = client
        self._services = services
        self._own = own
        self._max_age = max_age
        self._known: dict[str, Document] = {}
        self._merged: Merged | None = None
        self._good_until = float("-inf")
        self._lock = asyncio.Lock()

    async def get(self) -> Merged:
        """Return the document; however many ask at once, the services are asked once."""
        async with self._lock:
            if self._merged is None or time.monotonic() >= self._good_until:
                failed = await self._fetch()
                self._merged = self._merge(failed)
                age = min(self._max_age, PARTIAL_SECONDS) if failed else self._max_age
                self._good_until = time.monotonic() + age
            return self._merged

    def _merge(self, failed: Mapping[str, str]) -> Merged:
        missing = {name: why for name, why in failed.items() if name not in self._known}
        ordered = {name: self._known[name] for name in self._services if name in self._known}
        document = merge(ordered, missing=missing, info=INFO, servers=[{"url": "/"}])
        for path, item in self._own.get("paths", {}).items():
            document["paths"].setdefault(path, item)
        for name, schema in self._own.get("components", {}).get("schemas", {}).items():
            document["components"]["schemas"].setdefault(name, schema)
        document["tags"].append({"name": "gateway"})
        body = orjson.dumps(document)
        return Merged(body, f'"{sha256(body).hexdigest()[:32]}"')

    async def _fetch(self) -> dict[str, str]:
        """Refresh what answers; return why the others did not."""
        reasons = await asyncio.gather(*(self._fetch_one(name) for name in self._services))
        return {
            name: reason
            for name, reason in zip(self._services, reasons, strict=True)
            if reason is not None
        }

    async def _fetch_one(self, name: str) -> str | None:
        url = f"{self._services[name]}/v1/{name}/openapi.json"
        try:
            async with (
                asyncio.timeout(FETCH_SECONDS),
                self._client.get(url, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    return f"it answered {response.status}"
                document = orjson.loads(await response.read())
                if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
                    return "its document could not be read"
                self._known[name] = document
        except TimeoutError:
            return "it did not answer in time"
        except (aiohttp.ClientError, OSError):
            return "it cannot be reached"
        except ValueError:
            return "its document could not be read"
        return None
