"""Decisions about documents: what is searched in them, and how they are shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["organisation", "competence", "listing", "equipment"]
"""What can be found."""

LANGUAGES: tuple[str, ...] = ("lv", "en", "lt", "et")
"""In the order in which one falls back on another."""

LANGUAGE_CODE: Final = "^[a-z]{2,3}$"
"""Of any language, as facts and questions spell it (ISO 639)."""
_CODE: Final = re.compile(LANGUAGE_CODE)

EQUIPMENT_STAGE = "production"
EQUIPMENT_ROLE = "equipment_rental"
"""Where equipment belongs in the value chain: its rental is a role of production."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document in one language, apart from its title."""

    title: str
    body: str


def languages_of(spoken: Sequence[str], *texts: Mapping[str, str]) -> list[str]:
    """In which languages one can read a document or is served; the platform's come first."""
    known = set(spoken).union(*texts)
    others = sorted(code for code in known.difference(LANGUAGES) if _CODE.fullmatch(code))
    return [language for language in LANGUAGES if language in known] + others


def in_language(texts: Mapping[str, str], preferred: Sequence[str]) -> tuple[str, str]:
    """The text in the first preferred language that it has, else in the platform's order.

    Returns language and text; ("lv", "") when there is none in any language.
    """
    for language in (*preferred, *LANGUAGES):
        if language in texts:
            return language, texts[language]
    return "lv", ""


def words_in(
    language: str,
    *,
    titles: Mapping[str, str],
    descriptions: Mapping[str, str],
    labels: Sequence[Mapping[str, str]],
    others: Sequence[str],
) -> Words:
    """What is searched in one language: its title, and everything else as one text.

    `labels`: of its stages and roles, by language. `others`: what counts in every language.
    """
    parts = [descriptions.get(language, ""), *(one.get(language, "") for one in labels), *others]
    return Words(titles.get(language, ""), "\n".join(part for part in parts if part))
