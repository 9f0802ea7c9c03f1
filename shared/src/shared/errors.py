"""What can go wrong in a domain, in words that know nothing of HTTP.

DomainError
├── NotFound            what was named does not exist, or the caller may not know that it does
├── Forbidden           the caller is known and may not do this
├── Conflict            the present state of something excludes the request
│   └── Stale           the caller decided on a version that is no longer the current one
└── RuleViolated        the input contradicts a rule of the domain

Each service derives its own tree from these and maps its leaves to problem documents in
one table, `<service>.problems.PROBLEMS`.
"""

import re
from typing import ClassVar


class DomainError(Exception):
    """A refusal that the caller can understand and act upon.

    `detail` is shown to the caller: it names the rule and never repeats the input.
    `pointer` is a JSON pointer (RFC 6901) into the request body, where one field is at fault.
    `code` is the stable machine-readable name, derived from the class name.
    """

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


class Forbidden(DomainError):
    """The caller is known and may not do this."""


class Conflict(DomainError):
    """The present state of something excludes the request."""


class Stale(Conflict):
    """The caller decided on a version that is no longer the current one."""


class RuleViolated(DomainError):
    """The input contradicts a rule of the domain."""
