"""How much a body or a query asks of whoever parses it, known before anybody does.

A body within the limit of bytes may still hold 60,000 unknown keys, and validation makes an
object of each before the first of them is refused: seconds of a service's only event loop. So
keys and elements are counted, and the depth measured, in the bytes as they came, by operations
that run at the speed of memory. The counts are those of well-formed JSON; what is not is
refused by the parser that comes after, which then has no more to read than what was counted.
"""

from typing import Final

from shared.http.problems import HttpProblem

MAX_PARAMETERS: Final = 100
"""Fields of a query or of a form. The longest list of filters has a tenth of it."""

_OUTSIDE_OF_BRACKETS: Final = bytes(code for code in range(256) if code not in b"[]{}")


def check_json(body: bytes, *, max_values: int, max_depth: int) -> None:
    """Raise HttpProblem for a body with more keys and elements, or deeper, than that.

    413 `body_too_complex`, or 400 `invalid_json` for one that holds a zero byte: that is
    UTF-16 or UTF-32, which would be counted wrongly and which RFC 8259 forbids.
    """
    if b"\0" in body:
        raise HttpProblem(400, "invalid_json", "The body is not valid JSON in UTF-8")
    if _structure(body) <= max_values and body.count(b"[") + body.count(b"{") <= max_depth:
        # All of it counted, text too: most bodies end here.
        return
    # Without escapes every quotation mark begins or ends a text, so that every second piece
    # between them is outside of texts. Pairs of backslashes first: \\" ends a text.
    plain = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if plain.count(b'"') // 2 > max_values:
        raise _too_complex(max_values)
    outside = b"".join(plain.split(b'"')[::2])
    if _structure(outside) > max_values:
        raise _too_complex(max_values)
    depth = 0
    for bracket in outside.translate(None, _OUTSIDE_OF_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > max_depth:
            raise HttpProblem(
                413, "body_too_complex", f"A body may be nested {max_depth} levels deep"
            )


def check_form(body: bytes) -> None:
    """Raise HttpProblem (413 `body_too_complex`) for a form with too many fields."""
    if body.count(b"&") >= MAX_PARAMETERS:
        raise HttpProblem(
            413, "body_too_complex", f"A form may have at most {MAX_PARAMETERS} fields"
        )


def check_query(query: bytes) -> None:
    """Raise HttpProblem (400 `query_too_complex`) for a query with too many parameters."""
    if query.count(b"&") >= MAX_PARAMETERS:
        raise HttpProblem(
            400, "query_too_complex", f"A query may have at most {MAX_PARAMETERS} parameters"
        )


def _structure(text: bytes) -> int:
    """An array of n elements has an opening and n - 1 commas; an object n colons as well."""
    return text.count(b",") + text.count(b":") + text.count(b"[") + text.count(b"{")


def _too_complex(max_values: int) -> HttpProblem:
    return HttpProblem(
        413, "body_too_complex", f"A body may have at most {max_values} keys and elements"
    )
