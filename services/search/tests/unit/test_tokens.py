"""Words and folding."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.tokens import fold, tokenise


def _words(text: str) -> list[str]:
    return [token.text for token in tokenise(text)]


def test_words_are_runs_of_letters_and_digits_and_a_hyphen_parts_them() -> None:
    assert _words("3D-grafika, 16mm (Rīgā) a_b") == ["3d", "grafika", "16mm", "rīgā", "a", "b"]


def test_an_apostrophe_inside_a_word_belongs_to_it() -> None:
    assert _words("director’s 'cut'") == ["director's", "cut"]


def test_a_letter_typed_as_base_and_combining_mark_is_one_letter() -> None:
    decomposed = unicodedata.normalize("NFD", "Kāzu īre")
    assert _words(decomposed) == ["kāzu", "īre"]


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Skaņa", "skana"),
        ("āčēģīķļņšūž", "acegiklnsuz"),
        ("ąčęėįšųūž", "aceeisuuz"),
        ("õäöüšž", "oaousz"),
        ("Straße", "strasse"),
        ("rock'n'roll", "rocknroll"),
    ],
)
def test_folding_takes_the_marks_off(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_word_holds_letters_and_digits_only(text: str) -> None:
    assert all(character.isalnum() for character in fold(text))


@given(st.text())
def test_folding_does_not_care_how_a_text_is_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_tokens_lie_in_order_inside_the_text_and_do_not_overlap(text: str) -> None:
    position = 0
    for token in tokenise(text):
        assert position <= token.start < token.end <= len(text)
        position = token.end
