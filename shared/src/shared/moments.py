"""Moments and days that arrive from outside are texts, never numbers."""

import re
from datetime import date
from typing import Any, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_BEGINS_WITH_A_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


def _refuse_numbers(value: Any) -> Any:
    # pydantic reads a number, and a text of digits, as seconds or milliseconds since 1970, by
    # its size: what a caller meant by it nobody can tell.
    if isinstance(value, date):  # a datetime is one too
        return value
    if not isinstance(value, str) or not _BEGINS_WITH_A_DAY.match(value):
        raise PydanticCustomError(
            "datetime_type", "A day or a moment is a text (RFC 3339), for instance 2026-12-31"
        )
    return value


Written: Final = BeforeValidator(_refuse_numbers)
"""Annotate a date or a datetime with this: JSON has no such types, so only texts are read."""
