"""Where a registration number needs its register beside it: each court or state counts anew."""

import json
from functools import cache
from importlib.resources import files

from registry.organisations.errors import RegisterMissing, RegisterNotNeeded
from registry.organisations.spelling import folded

# Whether the office is written before its place says nothing about which register it is.
_OFFICES = frozenset({"amtsgericht", "ag", "state", "of"})


@cache
def countries_with_several() -> frozenset[str]:
    """The countries that number organisations per register; rows with source and date."""
    rows = json.loads(
        files("registry.organisations").joinpath("registers.json").read_text(encoding="utf-8")
    )
    return frozenset(row["country"] for row in rows)


def check_register(register_name: str | None, *, country: str) -> None:
    """Raise `RegisterMissing` where numbers repeat, `RegisterNotNeeded` where they do not.

    A register of one's own choice would let a taken number be entered a second time.
    """
    if country in countries_with_several():
        if not register_key(register_name):
            raise RegisterMissing(
                "Numbers of this country repeat: name the court or state that keeps the register",
                pointer="/register_name",
            )
    elif register_name is not None:
        raise RegisterNotNeeded(
            "Numbers of this country are unique without a register", pointer="/register_name"
        )


def register_key(register_name: str | None) -> str:
    """What registers are compared by: without case, marks and the word for the office."""
    return " ".join(word for word in folded(register_name or "").split() if word not in _OFFICES)
