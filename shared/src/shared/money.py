"""Money on the wire: an exact decimal string outside, integer EUR cents inside."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

_PATTERN = r"^(0|[1-9][0-9]{0,10})\.[0-9]{2}$"
_SIGNED_PATTERN = r"^-?(0|[1-9][0-9]{0,10})\.[0-9]{2}$"


def format_cents(cents: int) -> str:
    """Write cents as a decimal string with two places, for instance 1230 as "12.30"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def parse_cents(amount: str) -> int:
    """Read a decimal string with exactly two places; ValueError for anything else."""
    if not re.fullmatch(_SIGNED_PATTERN.strip("^$"), amount):
        raise ValueError("an amount is a decimal with exactly two places, for instance 12.30")
    whole, _, fraction = amount.lstrip("-").partition(".")
    cents = int(whole) * 100 + int(fraction)
    return -cents if amount.startswith("-") else cents


def _exact(pattern: str) -> Callable[[str], str]:
    def check(amount: str) -> str:
        # A sentence for people: the bare pattern explains nothing to who typed 12.5.
        if not re.fullmatch(pattern.strip("^$"), amount, re.ASCII):
            raise PydanticCustomError(
                "amount_not_exact",
                "An amount is a decimal with exactly two places and at most eleven before them, "
                "for instance 12.30",
            )
        return amount

    return check


class Money(BaseModel):
    """An amount that is owed or asked: never negative, always EUR, exact to the cent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[
        str, AfterValidator(_exact(_PATTERN)), Field(json_schema_extra={"pattern": _PATTERN})
    ]
    currency: Literal["EUR"] = "EUR"

    @classmethod
    def of(cls, cents: int) -> Self:
        """Wrap integer cents for the wire."""
        return cls(amount=format_cents(cents))

    @property
    def cents(self) -> int:
        """The amount as integer cents."""
        return parse_cents(self.amount)


class SignedMoney(Money):
    """An amount that may be negative: a balance, a correction, a credit."""

    amount: Annotated[
        str,
        AfterValidator(_exact(_SIGNED_PATTERN)),
        Field(json_schema_extra={"pattern": _SIGNED_PATTERN}),
    ]


def _wrapped(kind: type[Money]) -> Callable[[Any], Any]:
    def wrap(value: Any) -> Any:
        return kind.of(value) if isinstance(value, int) else value

    return wrap


Cents = Annotated[Money, BeforeValidator(_wrapped(Money))]
"""Of an answer: an amount that a row holds in cents."""

SignedCents = Annotated[SignedMoney, BeforeValidator(_wrapped(SignedMoney))]
"""Of an answer: an amount that a row holds in cents, and that may be negative."""
