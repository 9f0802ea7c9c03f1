"""Entity tags: a resource's version, so that nobody decides on what has changed meanwhile."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from shared.http.problems import HttpProblem


def etag_of(version: int) -> str:
    """The strong entity tag of a row version."""
    return f'"v{version}"'


def set_etag(response: Response, version: int) -> None:
    """Name the version of what the response shows."""
    response.headers["ETag"] = etag_of(version)


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(description="The ETag of the version that the change was decided on"),
    ] = None,
) -> int:
    if if_match is None:
        raise HttpProblem(
            428, "precondition_required", "Name the version you decided on in If-Match"
        )
    match = re.fullmatch(r'"v([0-9]{1,9})"', if_match.strip())
    if match is None:
        raise HttpProblem(
            412, "precondition_failed", "If-Match must hold the ETag as the last GET gave it"
        )
    return int(match.group(1))


IfMatch = Annotated[int, Depends(_if_match)]
"""The version that the caller decided on; 428 without an If-Match header."""
