"""Problem documents (RFC 9457): the one shape of every refusal.

A problem never repeats the input and never shows the text of an exception that was not
written for the caller.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from shared.context import request_id
from shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    RuleViolated,
    Stale,
    TooMany,
    Unauthenticated,
)
from shared.http.allowing import allowed_methods

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS: Final[Mapping[type[DomainError], int]] = {
    NotFound: 404,
    Unauthenticated: 401,
    Forbidden: 403,
    Conflict: 409,
    Stale: 412,
    RuleViolated: 422,
    TooMany: 429,
}
"""The one place that knows how each kind of refusal looks over HTTP."""

TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict with the present state",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Invalid input",
    428: "Precondition required",
    429: "Too many requests",
    431: "Head too large",
    500: "Internal error",
    501: "Not implemented",
    502: "Bad gateway",
    503: "Temporarily unavailable",
    504: "Gateway timeout",
}


class FieldError(BaseModel):
    """One thing that is wrong with the input."""

    pointer: str = Field(examples=["/lots/0/budget"])
    """Where: a JSON pointer into the body, or `query/…`, `path/…`, `header/…`."""
    code: str = Field(examples=["missing"])
    detail: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """A problem document (RFC 9457) with the platform's extensions."""

    type: str = Field(examples=["urn:avt:problem:missing_idempotency_key"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str
    code: str = Field(examples=["validation_failed"])
    """Stable and machine-readable: what to switch on."""
    request_id: str | None = None
    errors: list[FieldError] = []


class HttpProblem(Exception):
    """A refusal that belongs to HTTP itself, not to any domain."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.headers = dict(headers or {})


def problem_response(
    *,
    status: int,
    code: str,
    detail: str,
    instance: str,
    title: str | None = None,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Build the response for one problem."""
    problem = Problem(
        type=f"urn:avt:problem:{code}",
        title=title or TITLES.get(status, "Refused"),
        status=status,
        detail=detail,
        instance=instance,
        code=code,
        request_id=request_id.get(),
        errors=list(errors),
    )
    return JSONResponse(
        problem.model_dump(mode="json"), status, headers=headers, media_type=MEDIA_TYPE
    )


def refusal_response(
    request: Request, refusal: DomainError, *, headers: Mapping[str, str] | None = None
) -> Response:
    """The problem that stands for a domain's refusal, raised or returned.

    Its kind gives the status, its class the title; `TooMany` also says when to come back.
    """
    told = dict(headers or {})
    if isinstance(refusal, TooMany):
        told["Retry-After"] = str(refusal.retry_after)
    errors = []
    if refusal.pointer is not None:
        errors = [FieldError(pointer=refusal.pointer, code=refusal.code, detail=refusal.detail)]
    return problem_response(
        status=next(STATUS[cls] for cls in type(refusal).__mro__ if cls in STATUS),
        title=refusal.title,
        code=refusal.code,
        detail=refusal.detail,
        instance=request.url.path,
        errors=errors,
        headers=told,
    )


def install(app: FastAPI) -> None:
    """Make the app answer every error with a problem."""
    app.add_exception_handler(DomainError, _on_domain_error)
    app.add_exception_handler(HttpProblem, _on_http_problem)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(ClientDisconnect, _on_broken_upload)
    app.add_exception_handler(DBAPIError, _on_database_error)
    app.add_exception_handler(OSError, _on_unreachable)
    app.add_exception_handler(ResponseValidationError, _on_unexpected)
    app.add_exception_handler(Exception, _on_unexpected)


async def _on_domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    return refusal_response(request, error)


async def _on_http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpProblem)
    return problem_response(
        status=error.status,
        code=error.code,
        detail=error.detail,
        instance=request.url.path,
        headers=error.headers,
    )


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(
            status=400,
            code="invalid_json",
            detail="The body is not valid JSON",
            instance=request.url.path,
        )
    if any(item["loc"] == ("body",) and isinstance(item.get("input"), bytes) for item in found):
        # FastAPI leaves a body as bytes when its Content-Type names no JSON.
        return problem_response(
            status=415,
            code="unsupported_media_type",
            detail="The body must be JSON, and its Content-Type application/json",
            instance=request.url.path,
        )
    errors = [
        FieldError(pointer=_pointer(item["loc"]), code=item["type"], detail=_safe_message(item))
        for item in found[:50]
    ]
    return problem_response(
        status=422,
        code="validation_failed",
        detail="; ".join(f"{item.pointer}: {item.detail}" for item in errors[:5]),
        instance=request.url.path,
        errors=errors,
    )


def _pointer(location: Sequence[str | int]) -> str:
    # pydantic marks an error in a mapping's key by a last part "[key]"; the key is the place.
    first, *rest = [part for part in location if part != "[key]"]
    # The name of an unknown field is the caller's own text: keep it short and printable.
    parts = [
        "".join(char for char in str(part)[:80] if char.isprintable())
        .replace("~", "~0")
        .replace("/", "~1")
        for part in rest
    ]
    return "/" + "/".join(parts) if first == "body" else "/".join([str(first), *parts])


def _safe_message(item: Mapping[str, Any]) -> str:
    # pydantic's messages name the rule; only those of `value_error` may quote the input.
    return str(item["msg"]) if item["type"] != "value_error" else "Value error"


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    codes = {
        400: "malformed_request",
        404: "no_such_route",
        405: "method_not_allowed",
        413: "content_too_large",
    }
    details = {
        400: "The request could not be read",
        404: "Nothing is served at this path",
        405: "This path does not support the method",
        413: "The body is larger than the service takes",
    }
    if error.status_code == 405:
        # Starlette's own answer names the methods of one route only.
        headers["Allow"] = ", ".join(allowed_methods(request.app.routes, request.url.path))
    return problem_response(
        status=error.status_code,
        code=codes.get(error.status_code, f"http_{error.status_code}"),
        detail=details.get(error.status_code, TITLES.get(error.status_code, "Refused")),
        instance=request.url.path,
        headers=headers,
    )


async def _on_broken_upload(request: Request, error: Exception) -> Response:
    # Nobody hears this: the client left, or was told already that its chunks are none. It is
    # the client's doing all the same, and must not look like ours in logs and metrics.
    return problem_response(
        status=400,
        code="malformed_request",
        detail="The body broke off before its end",
        instance=request.url.path,
    )


async def _on_database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    state = str(getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", "") or "")
    kind = type(error.orig.__cause__ or error.orig).__name__ if error.orig else ""
    if state.startswith("22") or kind == "DataError":
        # Out of range, not representable: input that no schema caught is still the caller's.
        return problem_response(
            status=422,
            code="value_not_storable",
            detail="A value is outside of what can be stored",
            instance=request.url.path,
        )
    if isinstance(error, IntegrityError):
        # A race that a constraint decided and no use case translated.
        log.warning("constraint_violated", path=request.url.path, exc_info=error)
        return problem_response(
            status=409,
            code="conflict",
            detail="The request conflicts with a change made at the same time",
            instance=request.url.path,
        )
    if error.connection_invalidated or state[:2] in {"08", "53", "57", "40", "55"}:
        return await _on_unreachable(request, error)
    return await _on_unexpected(request, error)


async def _on_unreachable(request: Request, error: Exception) -> Response:
    log.error("dependency_unreachable", path=request.url.path, exc_info=error)
    return problem_response(
        status=503,
        code="temporarily_unavailable",
        detail="A part of the platform cannot be reached; nothing was changed",
        instance=request.url.path,
        headers={"Retry-After": "2"},
    )


async def _on_unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected_error", path=request.url.path, exc_info=error)
    return problem_response(
        status=500,
        code="internal_error",
        detail="Something went wrong on our side; quote the request id when you report it",
        instance=request.url.path,
    )
