"""The texts of notices, as data that others add to."""

import re
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from registry.notices.rules import LONGEST_VALUE, own_link, tame_values
from registry.notices.texts import GENERIC, Delivery, families, subject_and_text, templates
from shared.texts import LANGUAGES

PLACE = re.compile(r"\$(\w+)")


@pytest.mark.parametrize("code", sorted(templates()))
def test_a_template_says_the_same_in_four_languages_with_the_values_it_declares(code: str) -> None:
    template = templates()[code]
    assert set(template.texts) == set(LANGUAGES)
    for language, (subject, text) in template.texts.items():
        assert subject.strip(), language
        assert text.strip(), language
        named = set(PLACE.findall(subject)) | set(PLACE.findall(text))
        assert named == template.values, language
    assert len({subject for subject, _ in template.texts.values()}) == len(LANGUAGES)


@pytest.mark.parametrize("code", sorted(templates()))
def test_a_template_can_be_said_in_each_language(code: str) -> None:
    values = dict.fromkeys(templates()[code].values, "Kadrs & <b>Co</b>\nBcc: x@y.example")
    for language in LANGUAGES:
        subject, text = subject_and_text(code, language=language, values=values)
        assert "\n" not in subject
        assert "$" not in subject + text
        assert "\nBcc" not in text


@pytest.mark.parametrize("code", sorted(families()))
def test_a_family_says_how_it_is_mailed_and_which_texts_no_native_speaker_has_read(
    code: str,
) -> None:
    family = families()[code]
    assert family.default in get_args(Delivery)
    assert set(family.unread_by_natives) <= set(LANGUAGES)
    # What nobody may switch off is not off, nor late, by itself.
    assert not family.compulsory or family.default == "at_once"


def test_every_file_of_texts_holds_a_family() -> None:
    folder = files("registry.notices").joinpath("templates")
    names = {file.name.removesuffix(".toml") for file in folder.iterdir()}
    assert names == set(families())
    for file in folder.iterdir():
        assert tomllib.loads(file.read_text(encoding="utf-8"))


def test_values_of_others_are_one_bounded_line_and_never_a_template() -> None:
    tame = tame_values(
        {
            "title": "Filma\r\nSubject: cits\u202e $number \x00" + "a" * 5000,
            "Bad name": "x",
            "number": 7,
            "secret": "$title",
        }
    )
    assert set(tame) == {"title", "secret"}
    assert tame["title"].startswith("Filma Subject: cits $number a")
    assert len(tame["title"]) == LONGEST_VALUE
    assert len(tame_values({f"v{n}": "x" for n in range(500)})) == 12


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1/billing/invoices",
        "//evil.example/v1/billing/x",
        "/v1/marketplace/orders/1",
        "/v1/billing/../registry/me",
        "/v1/billing/invoices/1?next=//evil.example",
        "/v1/billing/invoices/1\nBcc: x",
        "/v1/billing/" + "a" * 400,
        "",
    ],
)
def test_a_link_leads_to_the_api_of_who_tells_or_nowhere(link: str) -> None:
    assert own_link(link, producer="billing") is None
    assert own_link("/v1/billing/invoices/1", producer="billing") == "/v1/billing/invoices/1"


def test_an_unknown_template_says_that_there_is_something() -> None:
    subject, text = subject_and_text("of_a_later_release", language="en", values={"a": "b"})
    assert (subject, bool(text)) == (templates()[GENERIC].texts["en"][0], True)
