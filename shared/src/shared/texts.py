"""Texts that arrive from outside: bounded, stripped, storable, and shown as they read."""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

Language = Literal["lv", "en", "lt", "et"]
LANGUAGES: tuple[Language, ...] = ("lv", "en", "lt", "et")

_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Controls but tab and line ends, and what is no character: XML 1.0, and so an e-invoice, holds
none of the lower ones, and terminals obey them."""
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What reorders the text around it: the name on a screen would not be the name that is stored."""
_LINE_END = re.compile("[\n\r\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point: tag characters, joiners, zero widths, fillers, selectors
of variants. Two names that differ in these alone look alike. What makes an emoji of a sign (FE0E,
FE0F) is left."""

_LONGEST_LINE = 200


def _refuse_unstorable(text: str) -> str:
    # PostgreSQL's text cannot hold NUL, and UTF-8 cannot encode a lone surrogate: without
    # this check both would surface as a 500 from deep inside the driver.
    if "\x00" in text:
        raise PydanticCustomError("nul_character", "The text must not contain a NUL character")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("lone_surrogate", "The text must be valid Unicode")
    return text


def _refuse_unreadable(text: str) -> str:
    _refuse_unstorable(text)
    if _CONTROL.search(text):
        raise PydanticCustomError(
            "control_character", "The text must not contain control characters"
        )
    if _DIRECTION.search(text):
        raise PydanticCustomError(
            "direction_override", "The text must not change the direction of writing"
        )
    # Zero-width characters survive stripping, and leave a title that nobody can see.
    if text and not any(unicodedata.category(char)[0] in "LMNPS" for char in text):
        raise PydanticCustomError("nothing_visible", "The text must contain a visible character")
    return text


def _composed(value: Any) -> Any:
    # Canonically equal texts are one: `ā` in one character or two is the same name, and is stored,
    # compared and limited in length as one. A text of more is too long however it is composed, and
    # composing it would take long.
    if isinstance(value, str) and len(value) <= 4 * _LONGEST_LINE:
        return unicodedata.normalize("NFC", value)
    return value


def _refuse_more_than_a_line(text: str) -> str:
    _refuse_unreadable(text)
    if _LINE_END.search(text):
        raise PydanticCustomError("line_break", "The text must be one line")
    if "\t" in text:
        raise PydanticCustomError(
            "control_character", "The text must not contain control characters"
        )
    if _INVISIBLE.search(text):
        raise PydanticCustomError(
            "invisible_character", "The text must not contain invisible characters"
        )
    return text


def text(min_length: int, max_length: int) -> Any:
    """Return an annotated `str` type: stripped, between the two lengths, storable, readable."""
    return Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=min_length, max_length=max_length),
        AfterValidator(_refuse_unreadable),
    ]


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_LINE),
    AfterValidator(_refuse_more_than_a_line),
    BeforeValidator(_composed),
]
"""A name or a title as it is taken: 1-200 characters of one line, none invisible; becomes NFC."""

StoredLine = Annotated[
    str,
    StringConstraints(min_length=1, max_length=_LONGEST_LINE),
    AfterValidator(_refuse_unstorable),
]
"""The same where it is answered, announced or read from a fact: what an earlier release took stays
readable, whatever `Line` refuses by now."""

Paragraph = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    AfterValidator(_refuse_unreadable),
]
"""A description or a reason: 1-10 000 characters."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""An identifier of the taxonomy, for instance `post_production`."""


def _needs_one(value: dict[str, str]) -> dict[str, str]:
    if not value:
        raise PydanticCustomError("no_language", "A text is needed in at least one language")
    return value


LocalisedLine = Annotated[
    dict[Language, Line], AfterValidator(_needs_one), Field(json_schema_extra={"minProperties": 1})
]
"""A title by language (`lv`, `en`, `lt`, `et`), at least one."""

StoredLocalisedLine = Annotated[
    dict[Language, StoredLine],
    AfterValidator(_needs_one),
    Field(json_schema_extra={"minProperties": 1}),
]
"""The same where it is answered or announced."""

LocalisedParagraph = Annotated[
    dict[Language, Paragraph],
    AfterValidator(_needs_one),
    Field(json_schema_extra={"minProperties": 1}),
]
"""A description by language (`lv`, `en`, `lt`, `et`), at least one."""


def _refuse_duplicates(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("duplicates", "The values must not repeat")
    return values


Unique: Callable[..., Any] = AfterValidator(_refuse_duplicates)  # type: ignore[assignment]
"""Annotate a list with this to refuse repeated values."""

__all__ = [
    "LANGUAGES",
    "Code",
    "Language",
    "Line",
    "LocalisedLine",
    "LocalisedParagraph",
    "Paragraph",
    "StoredLine",
    "StoredLocalisedLine",
    "Unique",
    "text",
]
