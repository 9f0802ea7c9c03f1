"""Marking what was found, in the text as it was written.

Engines hold forms, not texts, so they cannot say which words to mark. The
words of the original text are analysed again and compared with the terms of the
query. Everything but the `<em>` tags is HTML-escaped: taking the tags away and
unescaping gives the text (or the cut out part of it) back, letter by letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from search.language.analysis import ANALYSER, Analyser, Term
from search.language.tokens import Token, fold, tokenise
from search.language.typos import budget, within

SNIPPET_LENGTH = 200
"""Characters of the original text in a snippet, about."""
_LEAD = 60
LONGEST_TEXT = 2_000
"""Characters of a text in which words are marked: what comes later is cut off anyway."""
_ELLIPSIS = "…"

Span = tuple[int, int]
Numbers = frozenset[int]
Found = tuple[Span, Numbers]
"""Where a word stands, and which terms of the query it means."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text as safe HTML, and how many different terms are marked in it."""

    html: str
    terms: int


class Matcher:
    """Which words mean which terms of one query; one for all documents of an answer.

    Each different word is compared once: an answer of 200 documents repeats few
    words very often.
    """

    def __init__(self, terms: Sequence[Term], analyser: Analyser = ANALYSER) -> None:
        self._terms = terms
        self._analyser = analyser
        self._exact: dict[tuple[str, str], Numbers] = {}
        self._nearly: dict[tuple[str, str], Numbers] = {}

    @property
    def all(self) -> Numbers:
        return frozenset(range(len(self._terms)))

    def exact(self, word: str, language: str) -> Numbers:
        """The terms of which `word` is a form."""
        known = self._exact.get((word, language))
        if known is None:
            forms = {fold(word), *self._analyser.forms(word, language)}
            known = self._exact[word, language] = frozenset(
                number
                for number, term in enumerate(self._terms)
                if term.plain in forms or not forms.isdisjoint(term.in_language(language))
            )
        return known

    def nearly(self, word: str, language: str) -> Numbers:
        """The terms whose typo budget reaches to `word`."""
        known = self._nearly.get((word, language))
        if known is None:
            forms = self._analyser.forms(word, language)
            known = self._nearly[word, language] = frozenset(
                number
                for number, term in enumerate(self._terms)
                if any(
                    within(asked, form, budget(asked))
                    for asked in term.in_language(language)
                    if budget(asked)
                    for form in forms
                )
            )
        return known


class Highlighter:
    """Marks the terms of a query in the texts of one document.

    A term that stands in none of the document's texts exactly is marked where a
    word is within its typo budget; a term that does is marked exactly only.
    """

    def __init__(self, matcher: Matcher, texts: Mapping[str, Sequence[str]]) -> None:
        """`texts`: all texts of the document, by language."""
        self._matcher = matcher
        self._tokens: dict[tuple[str, str], list[Token]] = {}
        missing = matcher.all
        for language, several in texts.items():
            for text in several:
                for token in self._read(text, language):
                    missing -= matcher.exact(token.text, language)
        self._missing = missing

    def _read(self, text: str, language: str) -> list[Token]:
        if not self._matcher.all:
            return []
        tokens = self._tokens.get((text, language))
        if tokens is None:
            tokens = self._tokens[text, language] = list(tokenise(text[:LONGEST_TEXT]))
        return tokens

    def _spans(self, text: str, language: str) -> list[Found]:
        found: list[Found] = []
        for token in self._read(text, language):
            terms = self._matcher.exact(token.text, language)
            if not terms and self._missing:
                terms = self._missing & self._matcher.nearly(token.text, language)
            if terms:
                found.append(((token.start, token.end), terms))
        return found

    def whole(self, text: str, language: str) -> Snippet:
        """The whole text with the marked words."""
        spans = self._spans(text, language)
        return Snippet(mark(text, [span for span, _ in spans]), _distinct(spans))

    def snippet(self, text: str, language: str, length: int = SNIPPET_LENGTH) -> Snippet:
        """The part of the text that holds the most terms, cut at words, about `length` long.

        The text's beginning when it holds none.
        """
        spans = self._spans(text, language)
        start = 0
        if spans:
            best = max(
                spans,
                key=lambda one: (_distinct(_inside(spans, one[0][0], length)), -one[0][0]),
            )
            start = _word_start(text, max(0, best[0][0] - _LEAD))
        end = _word_end(text, min(len(text), start + length))
        shown = _inside(spans, start, end - start)
        moved = [(first - start, last - start) for (first, last), _ in shown]
        html = mark(text[start:end], moved)
        before = _ELLIPSIS if start > 0 else ""
        after = _ELLIPSIS if end < len(text) else ""
        return Snippet(f"{before}{html}{after}", _distinct(shown))


def mark(text: str, spans: Sequence[Span]) -> str:
    """`text` escaped for HTML with each span inside `<em>`; spans ascend and do not overlap."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += (escape(text[position:start]), "<em>", escape(text[start:end]), "</em>")
        position = end
    parts.append(escape(text[position:]))
    return "".join(parts)


def _inside(spans: Sequence[Found], start: int, length: int) -> list[Found]:
    return [one for one in spans if start <= one[0][0] and one[0][1] <= start + length]


def _distinct(spans: Sequence[Found]) -> int:
    return len(frozenset().union(*(terms for _, terms in spans)))


def _word_start(text: str, position: int) -> int:
    """The nearest place at or before `position` that is not inside a word, 40 back at most."""
    furthest = max(0, position - 40)
    while position > furthest and not text[position - 1].isspace():
        position -= 1
    return position


def _word_end(text: str, position: int) -> int:
    """The nearest place at or after `position` that is not inside a word, 40 further at most."""
    furthest = min(len(text), position + 40)
    while position < furthest and not text[position].isspace():
        position += 1
    return position
