"""Texts that arrive from outside: bounded, stripped, without what a database refuses."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

Language = Literal["lv", "en", "lt", "et"]
LANGUAGES: tuple[Language, ...] = ("lv", "en", "lt", "et")


def _refuse_unstorable(text: str) -> str:
    # PostgreSQL's text cannot hold NUL, and UTF-8 cannot encode a lone surrogate: without
    # this check both would surface as a 500 from deep inside the driver.
    if "\x00" in text:
        raise PydanticCustomError("nul_character", "The text must not contain a NUL character")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("lone_surrogate", "The text must be valid Unicode")
    return text


def text(min_length: int, max_length: int) -> Any:
    """Return an annotated `str` type: stripped, between the two lengths, storable."""
    return Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=min_length, max_length=max_length),
        AfterValidator(_refuse_unstorable),
    ]


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_refuse_unstorable),
]
"""A name or a title: 1-200 characters."""

Paragraph = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    AfterValidator(_refuse_unstorable),
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
    "Unique",
    "text",
]
