"""Who calls: the coarse check of a route."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from shared.callers import Caller, caller_of
from shared.http.problems import HttpProblem
from shared.tokens import SECOND_FACTOR, TokenRefused, Verifier

bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", scheme_name="bearer")


async def optional_caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Caller | None:
    """The caller, or None for a request without a token; a bad token is refused with 401."""
    if credentials is None:
        if "authorization" in request.headers:
            raise _unauthenticated("credentials_unsupported", "Only bearer tokens are accepted")
        return None
    verifier: Verifier = request.app.state.verifier
    try:
        return caller_of(await verifier.verify(credentials.credentials))
    except TokenRefused as error:
        raise _unauthenticated(error.code, error.detail) from error


OptionalCaller = Annotated[Caller | None, Depends(optional_caller)]


@lru_cache
def require(*scopes: str) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that gives the caller: 401 without a token, 403 without a scope."""

    async def required_caller(caller: OptionalCaller) -> Caller:
        if caller is None:
            raise _unauthenticated("token_missing", "An access token is needed")
        missing = set(scopes) - caller.scopes
        if missing:
            raise HttpProblem(
                403,
                "insufficient_scope",
                f"The token lacks the scope {' '.join(sorted(missing))}",
                headers={"WWW-Authenticate": 'Bearer error="insufficient_scope"'},
            )
        return caller

    _required.add(required_caller)
    return required_caller


@lru_cache
def require_one_of(*scopes: str) -> Callable[..., Awaitable[Caller]]:
    """Like `require`, for a route that any one of the scopes opens."""

    async def required_caller(caller: OptionalCaller) -> Caller:
        if caller is None:
            raise _unauthenticated("token_missing", "An access token is needed")
        if caller.scopes.isdisjoint(scopes):
            raise HttpProblem(
                403,
                "insufficient_scope",
                f"The token lacks the scope {' or '.join(scopes)}",
                headers={"WWW-Authenticate": 'Bearer error="insufficient_scope"'},
            )
        return caller

    _required.add(required_caller)
    return required_caller


@lru_cache
def fresh_second_factor(max_age: timedelta, *scopes: str) -> Callable[..., Awaitable[Caller]]:
    """Like `require`, for what asks for a person that showed its second factor lately.

    401 `step_up_required` in the words of RFC 9470 where the login is older than `max_age` or was
    made without one: show it within the login, or log in again with `otp`, and repeat the request.
    A machine never gets in: 403.
    """
    within_scope = require(*scopes)

    async def required_caller(caller: Annotated[Caller, Depends(within_scope)]) -> Caller:
        demand_second_factor(caller, max_age)
        return caller

    _required.add(required_caller)
    return required_caller


def demand_second_factor(caller: Caller, max_age: timedelta) -> None:
    """Refuse a caller as `fresh_second_factor` does, for a dependency that asks for more first."""
    seconds = int(max_age.total_seconds())
    if caller.kind != "person":
        raise HttpProblem(403, "person_only", "Only a person may do this, by its own login")
    if not caller.proved_second_factor_since(time.time() - seconds):
        raise HttpProblem(
            401,
            "step_up_required",
            f"A login with a second factor is needed, at most {seconds} seconds ago",
            headers={
                "WWW-Authenticate": 'Bearer error="insufficient_user_authentication", '
                'error_description="A fresh login with a second factor is needed", '
                f'acr_values="{SECOND_FACTOR}", max_age="{seconds}"'
            },
        )


@lru_cache
def fresh_login(max_age: timedelta, *scopes: str) -> Callable[..., Awaitable[Caller]]:
    """Like `require`, for what asks for a person that logged in lately, by whatever it proved.

    401 `step_up_required` where its login is older than `max_age`; a machine or an API key, which
    never logged in, gets 403.
    """
    within_scope = require(*scopes)
    seconds = int(max_age.total_seconds())

    async def required_caller(caller: Annotated[Caller, Depends(within_scope)]) -> Caller:
        if caller.kind != "person":
            raise HttpProblem(403, "person_only", "Only a person may do this, by its own login")
        if caller.auth_time is None or caller.auth_time < time.time() - seconds:
            raise HttpProblem(
                401,
                "step_up_required",
                f"A login at most {seconds} seconds ago is needed",
                headers={
                    "WWW-Authenticate": 'Bearer error="insufficient_user_authentication", '
                    f'error_description="A fresh login is needed", max_age="{seconds}"'
                },
            )
        return caller

    _required.add(required_caller)
    return required_caller


_required: set[Callable[..., Any]] = set()


def demands_a_caller(dependency: Callable[..., Any] | None) -> bool:
    """Whether this dependency is one that `require` made: no answer without a token."""
    return dependency in _required


def _unauthenticated(code: str, detail: str) -> HttpProblem:
    challenge = "Bearer" if code == "token_missing" else 'Bearer error="invalid_token"'
    return HttpProblem(401, code, detail, headers={"WWW-Authenticate": challenge})
