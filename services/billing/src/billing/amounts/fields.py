"""Fields of requests, answers and facts: rates, amounts, moments and large sums on the wire."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)
from pydantic_core import PydanticCustomError

from billing.amounts.rules import decimal_text, percent_text
from shared.moments import Written

Percent = Annotated[
    str,
    Field(
        pattern=r"^(100|[1-9]?[0-9](\.[0-9]{1,4})?)$",
        examples=["3", "2.5"],
        description="Per cent, at most four decimals",
    ),
]

PpmAsPercent = Annotated[
    Percent, BeforeValidator(lambda rate: percent_text(rate) if isinstance(rate, int) else rate)
]
"""Of an answer: a rate that a row holds in millionths."""


def _within_reach(moment: datetime) -> datetime:
    # Outside of this, converting to UTC or to local time may overflow what Python can count.
    if not 1900 <= moment.year <= 2999:
        raise PydanticCustomError("out_of_reach", "The moment must lie in the years 1900 to 2999")
    return moment


Moment = Annotated[AwareDatetime, Written, AfterValidator(_within_reach)]
"""A date and time with an offset, in the years 1900 to 2999."""

MAX_NET_CENTS: Final = 5 * 10**12
"""50 000 million EUR: with any VAT still within what the wire can carry."""


class Total(BaseModel):
    """A sum over many amounts: as long as it needs to be, and negative where it is a balance."""

    model_config = ConfigDict(frozen=True)

    amount: Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]*)\.[0-9]{2}$")]
    currency: Literal["EUR"] = "EUR"

    @classmethod
    def of(cls, cents: int) -> "Total":
        """Wrap integer cents for the wire."""
        return cls(amount=decimal_text(cents))
