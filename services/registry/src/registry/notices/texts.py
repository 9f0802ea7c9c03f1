"""What notices say: families of templates as data beside this module, one file for each family.

templates/orders.toml
    default = "at_once"          how it is mailed to who has said nothing: at_once, daily, never
    compulsory = ""              why nobody may switch its mails off; empty: everybody may
    legal = false                whether the manager may see that and when it was mailed
    parting = false              whether it is mailed to who lost the role since, which it tells of
    unread_by_natives = ["lt"]   languages whose texts no native speaker has read yet

    [order_placed]
    values = ["title"]
    [order_placed.lv]            and en, lt, et
    subject = "Pasūtījums: $title"
    text = "…"
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any, Final, Literal

from registry.mail.rules import on_one_line
from shared.texts import LANGUAGES, Language

Delivery = Literal["at_once", "daily", "never"]
"""How a family's notices are mailed; in the inbox they are in any case."""

GENERIC: Final = "generic"
"""The template of what no other fits; it takes no values."""

SETTINGS: Final = ("default", "compulsory", "legal", "parting", "unread_by_natives")


@dataclass(frozen=True)
class Family:
    """Templates that a person hears of in one way."""

    code: str
    default: Delivery
    compulsory: str
    """Why its mails cannot be switched off; empty where they can."""
    legal: bool
    """Whether somebody may have to prove that the notice went out."""
    parting: bool
    """Whether it tells of the end of a role, so that its mail also goes to who lost it."""
    unread_by_natives: Collection[Language]


@dataclass(frozen=True)
class NoticeTemplate:
    """One kind of notice: the values that it takes, subject and text by language."""

    code: str
    family: Family
    values: frozenset[str]
    texts: Mapping[Language, tuple[str, str]]


@cache
def families() -> Mapping[str, Family]:
    """Every family by its code."""
    return {template.family.code: template.family for template in templates().values()}


@cache
def templates() -> Mapping[str, NoticeTemplate]:
    """Every template by its code. Raises ValueError for a code that two families have."""
    found: dict[str, NoticeTemplate] = {}
    for file in sorted(files("registry.notices").joinpath("templates").iterdir(), key=str):
        code = file.name.removesuffix(".toml")
        if code == file.name:
            continue
        for template in _read(code, tomllib.loads(file.read_text(encoding="utf-8"))):
            if template.code in found:
                raise ValueError(f"two families have the template {template.code}")
            found[template.code] = template
    return found


def _read(code: str, data: dict[str, Any]) -> list[NoticeTemplate]:
    family = Family(code, **{name: data.pop(name) for name in SETTINGS})
    return [
        NoticeTemplate(
            template,
            family,
            frozenset(content["values"]),
            {
                language: (content[language]["subject"], content[language]["text"])
                for language in LANGUAGES
            },
        )
        for template, content in data.items()
    ]


def fitting(template: str, values: Collection[str]) -> NoticeTemplate | None:
    """The template, if there is one and it finds each value that it needs; else none."""
    known = templates().get(template)
    return known if known is not None and known.values <= frozenset(values) else None


def subject_and_text(
    template: str, *, language: Language, values: Mapping[str, str]
) -> tuple[str, str]:
    """What a notice says in a language; the generic text where its own cannot be said any more."""
    found = fitting(template, values) or templates()[GENERIC]
    subject, text = found.texts[language]
    # Filled in once: what others wrote is never read as a template.
    tame = {name: on_one_line(value) for name, value in values.items()}
    return on_one_line(Template(subject).substitute(tame)), Template(text).substitute(tame).strip()
