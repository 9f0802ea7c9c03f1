"""Marking what was found."""

import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from search.documents.showing import show
from search.language.analysis import ANALYSER
from search.language.highlighting import SNIPPET_LENGTH, Highlighter, Matcher, mark

_WORDS = st.sampled_from(
    ["kamera", "kameru", "Noma", "īre", "<b>", "&amp;", "a&b", "</em>", "skaņa", "\n", "  ", '"']
)
_TEXTS = st.one_of(st.text(max_size=400), st.lists(_WORDS, max_size=80).map(" ".join))
_LANGUAGES = st.sampled_from(["lv", "en", "lt", "et"])
_TAGS = re.compile(r"</?em>")


def _plain(html: str) -> str:
    return unescape(_TAGS.sub("", html))


def _whole(text: str, q: str, language: str = "lv") -> str:
    return Highlighter(Matcher(ANALYSER.query(q)), {language: [text]}).whole(text, language).html


def test_every_grammatical_form_of_a_word_is_marked() -> None:
    marked = _whole("Kamera un kameras ar kamerām", "kameru")
    assert marked == "<em>Kamera</em> un <em>kameras</em> ar <em>kamerām</em>"


def test_a_query_without_diacritics_marks_the_word_with_them() -> None:
    assert _whole("Skaņas ieraksts", "skanu") == "<em>Skaņas</em> ieraksts"


def test_a_misspelt_word_marks_what_it_was_meant_to_be() -> None:
    assert _whole("Pieredzējis operators", "operatros") == "Pieredzējis <em>operators</em>"


def test_what_resembles_a_word_that_is_there_is_not_marked() -> None:
    assert _whole("Kamera, nevis kamerija", "kamera").count("<em>") == 1


def test_everything_but_our_tags_is_escaped() -> None:
    marked = _whole('<script>alert("kamera")</script> & <em>', "kamera")
    assert marked == (
        "&lt;script&gt;alert(&quot;<em>kamera</em>&quot;)&lt;/script&gt; &amp; &lt;em&gt;"
    )


@given(_TEXTS, st.text(max_size=40), _LANGUAGES)
@settings(max_examples=200)
def test_marking_never_alters_the_text(text: str, q: str, language: str) -> None:
    assert _plain(_whole(text, q, language)) == text


@given(_TEXTS, _LANGUAGES)
def test_any_word_of_a_text_is_marked_when_it_is_asked_for(text: str, language: str) -> None:
    for term in ANALYSER.query(text[:40])[:3]:
        if re.search(rf"(?<!\w){re.escape(term.plain)}(?!\w)", text.lower()):
            assert "<em>" in _whole(text, term.plain, language)


@given(_TEXTS, st.text(max_size=40), _LANGUAGES)
@settings(max_examples=200)
def test_a_snippet_is_a_piece_of_the_text_with_dots_where_it_was_cut(
    text: str, q: str, language: str
) -> None:
    html = Highlighter(Matcher(ANALYSER.query(q)), {language: [text]}).snippet(text, language).html
    piece = _plain(html)
    if not text.startswith(piece[:1]):
        piece = piece.removeprefix("…")
    assert piece in text or piece.removeprefix("…").removesuffix("…") in text
    assert len(piece) <= SNIPPET_LENGTH + 82


def test_a_snippet_is_cut_around_the_part_that_holds_most_of_the_query() -> None:
    text = (
        "Kamera. " + "Vārdi bez nozīmes. " * 30 + "Kameras operators un gaisma. " + "Beigas. " * 40
    )
    matcher = Matcher(ANALYSER.query("kameru operatori"))
    html = Highlighter(matcher, {"lv": [text]}).snippet(text, "lv").html
    assert "<em>Kameras</em> <em>operators</em>" in html
    assert html.startswith("…")
    assert html.endswith("…")


def test_spans_are_marked_where_they_are() -> None:
    assert mark("a<b>c", [(0, 1), (4, 5)]) == "<em>a</em>&lt;b&gt;<em>c</em>"


_TITLES = {"lv": "Kameru noma", "en": "Camera rental"}
_DESCRIPTIONS = {"lv": "Kameras un statīvi.", "en": "Cameras and tripods."}


def _show(q: str, *preferred: str, **texts: dict[str, str]) -> tuple[str, str]:
    shown = show(
        titles=texts.get("titles", _TITLES),
        descriptions=texts.get("descriptions", _DESCRIPTIONS),
        matcher=Matcher(ANALYSER.query(q)),
        preferred=preferred,
    )
    return shown.title_html, shown.snippet_html


def test_without_a_preference_a_hit_is_shown_in_the_language_it_was_found_in() -> None:
    assert _show("cameras") == ("<em>Camera</em> rental", "<em>Cameras</em> and tripods.")
    assert _show("kamerām") == ("<em>Kameru</em> noma", "<em>Kameras</em> un statīvi.")


def test_a_preferred_language_decides_the_title_and_a_missing_one_falls_back() -> None:
    assert _show("tripods", "lv")[0] == "Kameru noma"
    assert _show("tripods", "lv")[1] == "Cameras and <em>tripods</em>."
    assert _show("statīvs", "et")[0] == "Kameru noma"


def test_a_word_found_in_the_title_only_is_shown_before_the_description() -> None:
    assert _show("noma", "lv")[1] == "Kameru <em>noma</em> — Kameras un statīvi."


def test_a_document_without_a_description_shows_its_title() -> None:
    assert _show("noma", descriptions={}) == ("Kameru <em>noma</em>", "Kameru <em>noma</em>")
