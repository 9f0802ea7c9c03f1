"""What the gateway refuses, before a service is asked or instead of its answer.

These are refusals of HTTP itself and of no domain: each kind has its own status, and the title
that a problem of this status has everywhere on the platform. `code` is what to switch on; the
place that refuses may name a narrower one.
"""

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """An answer of the gateway instead of a service's. `detail` never repeats the input."""

    status: ClassVar[int]
    title: ClassVar[str]
    code: str

    def __init__(
        self, detail: str, *, code: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.headers = dict(headers or {})


class BadRequest(Refusal):
    """The path or the headers cannot be read in one way only."""

    status = 400
    title = "Bad request"
    code = "malformed_request"


class Unauthenticated(Refusal):
    """The credentials are not good; `WWW-Authenticate` says why, and which kind is meant."""

    status = 401
    title = "Not authenticated"
    code = "token_invalid"

    def __init__(self, detail: str, *, code: str, challenge: str = "Bearer") -> None:
        # The words of a challenge are ours alone: nothing of the input can reach the header.
        value = f'{challenge} realm="avt-api", error="invalid_token", error_description="{detail}"'
        super().__init__(detail, code=code, headers={"www-authenticate": value})


class NoSuchPath(Refusal):
    """No service is reached by this path, and none of our own pages."""

    status = 404
    title = "Not found"
    code = "no_such_route"


class MethodNotAllowed(Refusal):
    """One of our own few pages was asked for with another method than GET."""

    status = 405
    title = "Method not allowed"
    code = "method_not_allowed"


class UploadTooSlow(Refusal):
    """The client stopped sending its body, or took too long."""

    status = 408
    title = "Request timeout"
    code = "upload_too_slow"


class UploadTooLarge(Refusal):
    """The body, or what surrounds it, is over the limit."""

    status = 413
    title = "Content too large"
    code = "content_too_large"


class TooManyRequests(Refusal):
    """This client has used up its share, of requests or of memory; says when to come back."""

    status = 429
    title = "Too many requests"
    code = "rate_limited"


class HeadTooLarge(Refusal):
    """The request line and headers are over the limit."""

    status = 431
    title = "Head too large"
    code = "head_too_large"


class Unexpected(Refusal):
    """Something of ours failed that nobody expected; the caller is told its request id only."""

    status = 500
    title = "Internal error"
    code = "internal_error"

    def __init__(self) -> None:
        super().__init__(
            "Something went wrong on our side; quote the request id when you report it"
        )


class MethodUnknown(Refusal):
    """CONNECT and TRACE, which nothing here answers."""

    status = 501
    title = "Not implemented"
    code = "method_unknown"


class BrokenAnswer(Refusal):
    """A service answered with something that is not HTTP, or broke off."""

    status = 502
    title = "Bad gateway"
    code = "service_broke_off"


class ServiceUnavailable(Refusal):
    """A service, the keys for checking tokens or the memory for bodies cannot be had just now."""

    status = 503
    title = "Temporarily unavailable"
    code = "service_unavailable"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        retry_after: int = 5,
    ) -> None:
        super().__init__(
            detail, code=code, headers={"retry-after": str(retry_after), **(headers or {})}
        )


class AnswerTooSlow(Refusal):
    """A service did not answer in time."""

    status = 504
    title = "Gateway timeout"
    code = "service_too_slow"
