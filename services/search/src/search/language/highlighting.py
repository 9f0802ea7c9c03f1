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
_LONGEST_TEXT = 20_000
_ELLIPSIS = "…"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text as safe HTML, and how many different terms are marked in it."""

    html: str
    terms: int


class Highlighter:
    """Marks the terms of one query in the texts of one document.

    A term that stands in none of the document's texts exactly is marked where a
    word is within its typo budget; a term that does is marked exactly only.
    """

    def __init__(
        self,
        terms: Sequence[Term],
        texts: Mapping[str, Sequence[str]],
        analyser: Analyser = ANALYSER,
    ) -> None:
        """`texts`: all texts of the document, by language."""
        self._analyser = analyser
        self._terms = terms
        exact: set[int] = set()
        for language, several in texts.items():
            for text in several:
                for token in tokenise(text[:_LONGEST_TEXT]):
                    exact |= self._exact(token, language)
        self._inexact = [number for number in range(len(terms)) if number not in exact]

    def _exact(self, token: Token, language: str) -> set[int]:
        forms = {fold(token.text), *self._analyser.forms(token.text, language)}
        return {
            number
            for number, term in enumerate(self._terms)
            if term.plain in forms or not forms.isdisjoint(term.in_language(language))
        }

    def _nearly(self, token: Token, language: str) -> set[int]:
        forms = self._analyser.forms(token.text, language)
        return {
            number
            for number in self._inexact
            if any(
                within(asked, form, budget(asked))
                for asked in self._terms[number].in_language(language)
                if budget(asked)
                for form in forms
            )
        }

    def _spans(self, text: str, language: str) -> list[tuple[Span, set[int]]]:
        found = []
        for token in tokenise(text[:_LONGEST_TEXT]):
            terms = self._exact(token, language)
            if not terms and self._inexact:
                terms = self._nearly(token, language)
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


def _inside(
    spans: Sequence[tuple[Span, set[int]]], start: int, length: int
) -> list[tuple[Span, set[int]]]:
    return [one for one in spans if start <= one[0][0] and one[0][1] <= start + length]


def _distinct(spans: Sequence[tuple[Span, set[int]]]) -> int:
    return len(set().union(*(terms for _, terms in spans)))


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
