"""The gateway's own refusals, each one problem document (RFC 9457).

Refusal
├── BadRequest            400: the path or the headers cannot be read in one way only
├── Unauthorised          401: the credentials are not good; says why, and how to do better
├── NoSuchPath            404: no service is reached by this path
├── UploadTooSlow         408: the client stopped sending its body, or took too long
├── UploadTooLarge        413: the body is over the limit
├── TooManyRequests       429: this client has used up its share, of requests or of memory; says
│                         when to come back
├── HeadTooLarge          431: the request line and headers are over the limit
├── MethodUnknown         501: CONNECT and TRACE, which nothing here answers
├── BrokenAnswer          502: a service answered with something that is not HTTP, or broke off
├── ServiceUnavailable    503: a service, or the keys for checking tokens, cannot be reached
└── AnswerTooSlow         504: a service did not answer in time
"""

from collections.abc import Mapping
from typing import ClassVar

import orjson
from starlette.types import Send

from shared.http.problems import MEDIA_TYPE, TITLES

UNEXPECTED = "Something went wrong on our side; quote the request id when you report it"


class Refusal(Exception):
    """What the gateway answers instead of a service. Never repeats the input."""

    status: ClassVar[int] = 500
    code = "internal_error"

    def __init__(
        self, detail: str, *, code: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.headers = dict(headers or {})


class BadRequest(Refusal):
    status = 400
    code = "malformed_request"


class Unauthorised(Refusal):
    status = 401
    code = "token_invalid"

    def __init__(self, detail: str, *, code: str, challenge: str = "Bearer") -> None:
        # The words of a challenge are ours alone: nothing of the input can reach the header.
        value = f'{challenge} realm="avt-api", error="invalid_token", error_description="{detail}"'
        super().__init__(detail, code=code, headers={"www-authenticate": value})


class NoSuchPath(Refusal):
    status = 404
    code = "no_such_route"


class UploadTooSlow(Refusal):
    status = 408
    code = "upload_too_slow"


class UploadTooLarge(Refusal):
    status = 413
    code = "content_too_large"


class TooManyRequests(Refusal):
    status = 429
    code = "rate_limited"


class HeadTooLarge(Refusal):
    status = 431
    code = "head_too_large"


class MethodUnknown(Refusal):
    status = 501
    code = "method_unknown"


class BrokenAnswer(Refusal):
    status = 502
    code = "service_broke_off"


class ServiceUnavailable(Refusal):
    status = 503
    code = "service_unavailable"

    def __init__(self, detail: str, *, code: str | None = None, retry_after: int = 5) -> None:
        super().__init__(detail, code=code, headers={"retry-after": str(retry_after)})


class AnswerTooSlow(Refusal):
    status = 504
    code = "service_too_slow"


def render(refusal: Refusal, *, instance: str, request_id: str) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers of a refusal, in the shape that all services use."""
    body = orjson.dumps(
        {
            "type": f"urn:avt:problem:{refusal.code}",
            "title": TITLES.get(refusal.status, "Refused"),
            "status": refusal.status,
            "detail": refusal.detail,
            "instance": instance,
            "code": refusal.code,
            "request_id": request_id,
            "errors": [],
        }
    )
    headers = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        **refusal.headers,
    }
    return body, headers


async def answer(send: Send, refusal: Refusal, *, instance: str, request_id: str) -> None:
    """Send a refusal as a whole response."""
    body, headers = render(refusal, instance=instance, request_id=request_id)
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
