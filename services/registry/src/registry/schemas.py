"""Shapes that several nouns' requests and answers share."""

from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from registry.vocabulary import ROLES, Role
from shared.moments import Written
from shared.texts import Code, Unique

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        # The HTML standard's form of a valid address: ASCII, at least one dot in the domain.
        pattern=rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+$",
    ),
]
"""An email address."""

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""

Codes = Annotated[list[Code], Field(max_length=60), Unique]
"""Codes of the taxonomy, none twice."""


Roles = Annotated[list[Role], Field(min_length=1, max_length=len(ROLES)), Unique]
"""At least one role in an organisation, none twice."""


class Input(BaseModel):
    """A request body: a field that we do not know is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    """An answer, read from a row."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


def _within_reach(moment: datetime) -> datetime:
    # Years at the ends of the calendar overflow when they are converted to UTC.
    if not 2000 <= moment.year <= 2200:
        raise PydanticCustomError("moment_out_of_range", "A moment between 2000 and 2200 is needed")
    return moment


Moment = Annotated[AwareDatetime, Written, AfterValidator(_within_reach)]
"""A point in time with its offset from UTC."""


def _refuse_unstorable(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul_character", "The text must not contain a NUL character")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise PydanticCustomError("lone_surrogate", "The text must be valid Unicode")
    return value


Storable = AfterValidator(_refuse_unstorable)
"""Annotate a `str` that is taken as it comes, never stripped: a password, a token."""
