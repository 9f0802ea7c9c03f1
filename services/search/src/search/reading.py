"""How search reads others' facts: tolerantly, and only what it can store.

Only what search uses is read; everything else is ignored. A NUL in a text makes an event
undecodable, since it always will be. Where a fact calls by another name what search keeps,
the reader takes the producer's name and gives ours: from there on a thing has one name.
"""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.texts import LANGUAGES

HIGHEST = 2**63 - 1
"""The largest whole number that a column holds."""


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("not storable")
    return text


def _known_languages(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if language in LANGUAGES and text}


Text = Annotated[str, AfterValidator(_storable)]
Texts = Annotated[dict[str, Text], AfterValidator(_known_languages)]
"""A text by language; languages that the platform does not have are left out."""


class Part(BaseModel):
    """A part of a fact; what we do not know of it is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FactRead(Part):
    """What every fact tells: of which thing, and at which version."""

    id: UUID
    version: int = Field(ge=0, le=HIGHEST)
