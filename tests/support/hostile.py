"""Requests that are small to send and would be dear to understand; all are to be refused."""

from collections.abc import Mapping

from shared.settings import ServiceSettings

VALUES: int = ServiceSettings.model_fields["max_body_values"].default


def _object(members: int, value: str = "1") -> bytes:
    return ("{" + ",".join(f'"k{number}":{value}' for number in range(members)) + "}").encode()


TOO_COMPLEX: Mapping[str, bytes] = {
    "60,000 unknown keys": _object(60_000),
    "one key given 60,000 times": b"{" + b",".join([b'"title":"A"'] * 60_000) + b"}",
    "100,000 wrong elements": b"[" + b",".join([b"1"] * 100_000) + b"]",
    "a wrong list of 100,000 in a field": b'{"title":[' + b",".join([b"1"] * 100_000) + b"]}",
    "100,000 empty texts": b"[" + b",".join([b'""'] * 100_000) + b"]",
    "1 MB of empty lists": b"[" + b"[]," * 340_000 + b"[]]",
    "1 MB of nested lists": b"[" * 500_000 + b"]" * 500_000,
    "1 MB of lists that never end": b"[" * 1_000_000,
    "nested 10,000 levels": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "one level too deep": b"[" * 33 + b"]" * 33,
    "one value too many": b"[" + b",".join([b"1"] * VALUES) + b",1]",
    "structure behind escaped marks": b'["\\\\",' + b'"\\"",' * VALUES + b"1]",
}
"""Bodies that are refused before they are parsed, with 413 `body_too_complex`."""

COSTLY: Mapping[str, bytes] = {
    "as many unknown keys as there may be": _object(VALUES // 2 - 1),
    "as many wrong elements as there may be": b"[" + b",".join([b"{}"] * (VALUES // 2 - 1)) + b"]",
    "a text of 1 MB": b'{"title":"' + b"a" * 1_000_000 + b'"}',
    "1 MB of commas in a text": b'{"title":"' + b"," * 1_000_000 + b'"}',
    "1 MB of escapes in a text": b'{"title":"' + b'\\"' * 500_000 + b'"}',
    "a key of 1 MB": b'{"' + b"a" * 1_000_000 + b'":1}',
    "an integer of 100,000 digits": b'{"copies":' + b"9" * 100_000 + b"}",
    "240 integers of 4,200 digits": b"[" + b",".join([b"9" * 4_200] * 240) + b"]",
    "a number of 1,000,000 digits": b'{"copies":0.' + b"9" * 1_000_000 + b"}",
    "1 MB of spaces": b" " * 1_000_000 + b"{}",
    "an object in UTF-16": ('{"title":"' + "a" * 400_000 + '"}').encode("utf-16"),
}
"""Bodies within the bounds, refused by the parser or by validation, which must be cheap."""
