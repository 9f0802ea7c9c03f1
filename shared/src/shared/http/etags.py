"""Entity tags: a resource's version, so that nobody decides on what has changed meanwhile."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from shared.http.problems import HttpProblem


def etag_of(version: int) -> str:
    """The strong entity tag of a row version."""
    return f'"v{version}"'


def set_etag(response: Response, version: int) -> None:
    """Name the version of what the response shows."""
    response.headers["ETag"] = etag_of(version)


_TAG = r'(?:W/)?"[!#-~\x80-\xff]*"'
_LIST = re.compile(rf"{_TAG}(?:[ \t]*,[ \t]*{_TAG})*")
_OURS = re.compile(r'"v([0-9]{1,9})"')


async def _if_match(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(
            description="The ETag of the version that the change was decided on; `*` for any",
        ),
    ] = None,
) -> int | None:
    _refuse_impossible_path(request)
    if if_match is None:
        raise HttpProblem(
            428, "precondition_required", "Name the version you decided on in If-Match"
        )
    given = ",".join(request.headers.getlist("if-match")).strip()
    if given == "*":
        return None
    if not _LIST.fullmatch(given):
        raise HttpProblem(
            400, "if_match_malformed", "If-Match must hold an ETag in quotation marks, or *"
        )
    # Weak tags never match here (RFC 9110 13.1.1), nor do tags that nobody was given.
    versions = {int(tag) for tag in _OURS.findall(re.sub(r'W/"[^"]*"', "", given))}
    if len(versions) != 1:
        raise HttpProblem(
            412, "precondition_failed", "If-Match must hold the ETag as the last GET gave it"
        )
    return versions.pop()


def _refuse_impossible_path(request: Request) -> None:
    """A path that cannot name anything comes before what is asked of its version."""
    dependant = request.scope["route"].dependant
    _, errors = request_params_to_args(dependant.path_params, request.path_params)
    if errors:
        raise RequestValidationError(errors)


IfMatch = Annotated[int | None, Depends(_if_match)]
"""The version that the caller decided on, None for whichever it is (`*`); 428 without the header,
400 for one that is malformed."""
