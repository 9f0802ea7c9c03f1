"""The languages of the world, for saying in which an organisation serves its clients."""

from importlib.resources import files
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.texts import Unique

ISO_639: Final = frozenset(
    files("registry").joinpath("iso_639.txt").read_text(encoding="ascii").split()
)
"""The code of ISO 639-1 where a language has one, else that of ISO 639-3, which holds the
individual languages of 639-2; sign languages are among them. Without the four codes that name
no language (mis, mul, und, zxx). As the Debian project's iso-codes listed them in February 2026."""


def _one_of_iso_639(code: str) -> str:
    if code not in ISO_639:
        raise PydanticCustomError(
            "unknown_language",
            "A language has its two-letter code of ISO 639-1 or, without one, that of ISO 639-3",
        )
    return code


WorkingLanguage = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}$"), AfterValidator(_one_of_iso_639)
]
"""A language that people work in: any of ISO 639. Texts are in the four of `shared.texts`."""

WorkingLanguages = Annotated[list[WorkingLanguage], Field(min_length=1, max_length=40), Unique]
"""At least one language, none twice."""
