"""What can go wrong in a domain, in words that know nothing of HTTP.

DomainError
├── NotFound            what was named does not exist, or the caller may not know that it does
├── Unauthenticated     who is asking could not be established
├── Forbidden           the caller is known and may not do this
├── Conflict            the present state of something excludes the request
│   └── Stale           the caller decided on a version that is no longer the current one
├── RuleViolated        the input contradicts a rule of the domain
└── TooMany             asked too often; heard again after a while

These are the kinds. A noun derives its own leaves from them in its `errors.py`; the kind alone
says how a refusal looks over HTTP (`shared.http.problems.STATUS`).
"""

import re
from typing import ClassVar


class DomainError(Exception):
    """A refusal that the caller can understand and act upon.

    `detail` is shown to the caller: it names the rule and never repeats the input.
    `pointer` is a JSON pointer (RFC 6901) into the request body, where one field is at fault.
    `title` says in a few words what every refusal of this class has in common.
    `code` is the stable machine-readable name, derived from the class name.
    """

    title: ClassVar[str] = "Refused"
    code: ClassVar[str] = "domain_error"

    def __init__(self, detail: str, *, pointer: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()


class NotFound(DomainError):
    """What was named does not exist, or the caller may not know that it does."""

    title = "Not found"


class Unauthenticated(DomainError):
    """Who is asking could not be established."""

    title = "Not authenticated"


class Forbidden(DomainError):
    """The caller is known and may not do this."""

    title = "Not allowed"


class Conflict(DomainError):
    """The present state of something excludes the request."""

    title = "Conflict with the present state"


class Stale(Conflict):
    """The caller decided on a version that is no longer the current one."""

    title = "Decided on a version that is no longer current"


class RuleViolated(DomainError):
    """The input contradicts a rule of the domain."""

    title = "A rule was violated"


class TooMany(DomainError):
    """Asked too often; the caller is heard again in `retry_after` seconds."""

    title = "Too many requests"

    def __init__(self, detail: str, *, retry_after: int, pointer: str | None = None) -> None:
        super().__init__(detail, pointer=pointer)
        self.retry_after = retry_after
