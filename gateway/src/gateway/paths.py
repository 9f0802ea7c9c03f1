"""Which service a path belongs to, decided on the one reading of it that everybody shares.

A path that the gateway and a service could read differently (an encoded slash, a dot
segment, bytes that are no UTF-8) is how rules of the gateway are walked around, so such a path
is refused instead of repaired; every other path is forwarded in one canonical spelling.
"""

from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

SEGMENT_SAFE = "-._~!$&'()*+,;=:@"
"""What RFC 3986 allows unescaped in a segment (`pchar`), beside letters and digits."""

QUERY_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"#<>')

_HEX = frozenset(b"0123456789abcdefABCDEF")


class MalformedPath(ValueError):
    """The path can be read in more than one way, or not at all."""


@dataclass(frozen=True, slots=True)
class Target:
    """A path in its canonical spelling; `service` is None where no service is named."""

    service: str | None
    path: str
    segments: tuple[str, ...]


def read_path(raw: bytes, services: frozenset[str]) -> Target:
    """Return what a raw request path (without the query) asks for.

    Raises MalformedPath for an encoded slash or backslash, a dot segment (encoded or not), a
    control character, a broken percent-escape, and bytes that are not UTF-8.
    """
    if not raw.startswith(b"/"):
        raise MalformedPath("The path must begin with a slash")
    segments = tuple(_decode(part) for part in raw[1:].split(b"/"))
    path = "/" + "/".join(quote(segment, safe=SEGMENT_SAFE) for segment in segments)
    named = len(segments) > 2 and segments[0] == "v1" and segments[1] in services
    return Target(service=segments[1] if named else None, path=path, segments=segments)


def _decode(part: bytes) -> str:
    if b"%" in part:
        pieces = part.split(b"%")[1:]
        if any(len(piece) < 2 or not _HEX.issuperset(piece[:2]) for piece in pieces):
            raise MalformedPath("The path holds a broken percent-escape")
        part = unquote_to_bytes(part)
    try:
        segment = part.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedPath("The path must be valid UTF-8") from None
    if segment in {".", ".."}:
        raise MalformedPath("The path must not hold dot segments")
    if "/" in segment or "\\" in segment:
        raise MalformedPath("The path must not hold an encoded slash or a backslash")
    if not segment.isprintable() and any(ord(char) < 0x20 or ord(char) == 0x7F for char in segment):
        raise MalformedPath("The path must not hold control characters")
    return segment


def canonical_query(raw: bytes) -> str:
    """Escape what must not stand bare in a query, and change nothing else in it."""
    return quote(raw, safe=QUERY_SAFE)
