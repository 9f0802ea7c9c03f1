"""How an offer is spelled. `rules.Offer` names its fields once; all of this follows from it:

    request -> Offer -> the bytes that are sealed -> Offer -> row of opened_bids -> answer

No step names a field by hand that it only hands on, so none can forget one. A field that is added
needs a default: what was sealed before it came opens with that, and its receipt, which is over
the sealed bytes, is verified as ever.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from marketplace.bids.rules import Offer

Described = TypeVar("Described", bound=Offer)


class Spelling(Generic[Described]):
    """Writes and reads whatever is described as an offer is, down to its smallest part."""

    def __init__(self, kind: type[Described]) -> None:
        self._kind = kind
        self._adapter = TypeAdapter(kind)

    def values(self, offer: Described) -> dict[str, Any]:
        """Every field by its name, as JSON knows values: ids are texts."""
        if type(offer) is not self._kind:
            # What it has beyond this description would be lost without a word.
            raise TypeError(f"{type(offer).__name__} is not spelled as {self._kind.__name__}")
        values: dict[str, Any] = self._adapter.dump_python(offer, mode="json")
        return values

    def canonical(self, offer: Described) -> bytes:
        """The one spelling that is sealed: sorted keys, no spaces, UTF-8."""
        return json.dumps(
            self.values(offer), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()

    def read(self, values: Mapping[str, Any]) -> Described:
        """The offer of which these are the fields; ValueError where one is missing or unknown."""
        try:
            return self._adapter.validate_python(dict(values), extra="forbid")
        except ValidationError as error:
            raise _without_content(error) from None

    def read_row(self, row: object) -> Described:
        """The offer that a row holds, a column for each field."""
        return self.read({field.name: getattr(row, field.name) for field in fields(self._kind)})

    def read_canonical(self, content: bytes) -> Described:
        """The offer that was sealed; ValueError where this release does not know a field of it.

        Refused rather than left out: an offer would else be ranked by less than was offered.
        """
        try:
            return self._adapter.validate_json(content, extra="forbid")
        except ValidationError as error:
            raise _without_content(error) from None


def _without_content(error: ValidationError) -> ValueError:
    # What pydantic says of a value repeats it, and logs must not hold an offer.
    places = (".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
    return ValueError(f"not spelled as an offer: {', '.join(places)}")


OFFER: Final = Spelling(Offer)
"""The spelling of what bidders offer."""
