"""Reading a compact JWT (RFC 7515, 7519) in the one form that it may have.

A library forgives what does not disturb it: padding, stray characters, bits of the last letter
that mean nothing, a member given twice of which another reader takes the other one. Each of them
makes two texts of one token, or two meanings of one text, so here all of them are no token.
"""

import base64
import json
import re
from typing import Any, Never

_PART = re.compile(r"[A-Za-z0-9_-]+")


class NotCanonical(ValueError):
    """Not the one form; the text says what is wrong and never repeats the input."""


def decoded(part: str) -> bytes:
    """The bytes that `part` writes in base64url; raises `NotCanonical` for any other spelling."""
    if not _PART.fullmatch(part):
        raise NotCanonical("A part has characters that are not base64url")
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise NotCanonical("A part is not base64url") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise NotCanonical("A part sets bits that mean nothing")
    return raw


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw` (UTF-8 only); raises `NotCanonical` for anything else.

    Refused as well: a member that is given twice at any depth, NaN and the infinities, numbers
    too long to be read, and nesting deeper than the reader goes.
    """
    try:
        read = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_constant
        )
    except NotCanonical:
        raise
    except (ValueError, RecursionError):
        # Of the numbers, those above Python's limit of digits raise a ValueError, too.
        raise NotCanonical("A part is not readable JSON") from None
    if not isinstance(read, dict):
        raise NotCanonical("A part is not a JSON object")
    return read


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotCanonical("A member is given twice")
    return members


def _no_constant(_: str) -> Never:
    raise NotCanonical("A number is not finite")
