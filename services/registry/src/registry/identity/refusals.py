"""Answers to those who could not prove who they are."""

from fastapi import Request, Response

from registry.errors import TooManyAttempts, Unauthenticated
from shared.http.problems import problem_response

NO_STORE = {"Cache-Control": "no-store"}


def refusal_response(request: Request, refusal: Unauthenticated) -> Response:
    """The problem that stands for a refusal which is returned, so that the transaction commits."""
    if isinstance(refusal, TooManyAttempts):
        status, headers = 429, {"Retry-After": str(refusal.retry_after)}
    else:
        status, headers = 401, {"WWW-Authenticate": "Bearer"}
    return problem_response(
        status=status,
        code=refusal.code,
        detail=refusal.detail,
        instance=request.url.path,
        headers={**headers, **NO_STORE},
    )
