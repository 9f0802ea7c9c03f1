"""Kinds of input that several nouns take; JSON's own types only, nothing is coerced."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from shared.moments import Written


class Body(BaseModel):
    """A request body: unknown fields are refused, and it is never printed.

    Request bodies hold sealed offers; whatever prints a local variable must not print them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


def _without_defaults(schema: JsonDict) -> None:
    # A default in the document would say that null may be sent.
    properties = schema.get("properties")
    if isinstance(properties, dict):
        for one in properties.values():
            if isinstance(one, dict):
                one.pop("default", None)


class Changes(Body):
    """The body of a PATCH: what is given replaces, what is left out stays; null is no value."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("no_change", "At least one field must be given")
        return self

    def given(self) -> dict[str, Any]:
        """The fields that the caller named, with their values."""
        return {name: value for name, value in self if name in self.model_fields_set}


def left_out() -> Any:
    """The default of a field of Changes: it was not given, and null cannot be given."""
    return Field(default=None)


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError(
            "datetime_range", "The date and time is out of range in UTC"
        ) from None


Moment = Annotated[AwareDatetime, Written, AfterValidator(_in_utc)]
"""A moment with its offset from UTC (RFC 3339), as UTC."""

Whole = Annotated[int, Strict()]
"""A whole number: neither a text nor a fraction nor a truth value."""
