"""Answers to those who could not prove who they are."""

from fastapi import Request, Response

from registry.errors import TooManyAttempts, Unauthenticated
from registry.problems import PROBLEMS
from shared.errors import DomainError
from shared.http.problems import FieldError, problem_response

NO_STORE = {"Cache-Control": "no-store"}


def refusal_response(request: Request, refusal: DomainError) -> Response:
    """The problem that stands for a refusal which is returned, so that the transaction commits."""
    status, title = PROBLEMS[type(refusal)]
    headers = dict(NO_STORE)
    if isinstance(refusal, TooManyAttempts):
        headers["Retry-After"] = str(refusal.retry_after)
    elif isinstance(refusal, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    errors = []
    if refusal.pointer is not None:
        errors = [FieldError(pointer=refusal.pointer, code=refusal.code, detail=refusal.detail)]
    return problem_response(
        status=status,
        title=title,
        code=refusal.code,
        detail=refusal.detail,
        instance=request.url.path,
        errors=errors,
        headers=headers,
    )
