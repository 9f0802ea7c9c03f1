"""Answers that nobody may store, and those to callers who could not prove who they are."""

from fastapi import Request, Response

from shared.errors import DomainError, Unauthenticated
from shared.http import problems

NO_STORE = {"Cache-Control": "no-store"}


def refusal_response(request: Request, refusal: DomainError) -> Response:
    """The problem that stands for a refusal which is returned, so that the transaction commits."""
    headers = dict(NO_STORE)
    if isinstance(refusal, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return problems.refusal_response(request, refusal, headers=headers)
