"""How rates look on the wire."""

from typing import Annotated

from pydantic import Field

Percent = Annotated[
    str,
    Field(
        pattern=r"^(100|[1-9]?[0-9](\.[0-9]{1,4})?)$",
        examples=["3", "2.5"],
        description="Per cent, at most four decimals",
    ),
]
