"""From words to forms: what the index holds and what a query asks for.

A form is the word stemmed and then stripped of its diacritics, in this order,
because the stemmers know endings by their marks (`kamerām`). A word typed
without diacritics can end up with another stem, so each word has a second form,
the stem of the stripped word, wherever the two differ. A Latvian word whose
softened consonant may go back to two has a third.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from search.language.lexicon import LEXICON
from search.language.stems import LANGUAGES, STEMMERS, Stem, unpalatalised
from search.language.stopwords import STOPWORDS
from search.language.tokens import fold, tokenise

MAX_TERMS = 16
"""Words of a query that are looked for; what follows them is ignored."""
NAME_LANGUAGE = "lv"
"""Names of organisations are declined as Latvian words are ("Baltijas filmu studija")."""

ANALYSIS = "1"
"""Number it up whenever forms change: an index made by another analysis is rebuilt."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query: as it was typed (without diacritics) and its forms per language."""

    plain: str
    forms: Mapping[str, tuple[str, ...]]

    def in_language(self, language: str) -> tuple[str, ...]:
        return self.forms.get(language, (self.plain,))

    @property
    def in_names(self) -> tuple[str, ...]:
        """Its forms where names of organisations are indexed."""
        return _unique((self.plain, *self.in_language(NAME_LANGUAGE)))


class Analyser:
    """Turns texts and queries into forms with one stemmer per language.

    The service has one (`ANALYSER`); the gold set makes others to compare them.
    """

    def __init__(
        self,
        stemmers: Mapping[str, Stem] = STEMMERS,
        lexicon: Mapping[str, Mapping[str, str]] = LEXICON,
    ) -> None:
        self._stemmers = stemmers
        self._lexicon = lexicon
        # A few tens of thousands of words make up all texts; stemming one costs 5 us.
        self._cached = lru_cache(maxsize=65_536)(self._forms)

    def forms(self, word: str, language: str) -> tuple[str, ...]:
        """One to three forms of a word as `tokenise` gives it; none if nothing is left of it."""
        return self._cached(word, language)

    def _forms(self, word: str, language: str) -> tuple[str, ...]:
        plain = fold(word)
        known = self._lexicon.get(language, {}).get(plain)
        if known is not None:
            return (known,)
        stem = self._stemmers[language]
        stemmed = stem(word)
        hard = unpalatalised(stemmed) if language == "lv" else None
        return _unique((fold(stemmed), fold(stem(plain)), fold(hard or "")))

    def text(self, text: str, language: str) -> str:
        """The forms of a whole text, parted by spaces, as the engines hold it."""
        return " ".join(
            form for token in tokenise(text) for form in self.forms(token.text, language)
        )

    def names(self, names: Iterable[str]) -> str:
        """The forms of names, each word as it is and as a Latvian word, parted by spaces."""
        return " ".join(
            form
            for name in names
            for token in tokenise(name)
            for form in _unique((fold(token.text), *self.forms(token.text, NAME_LANGUAGE)))
        )

    def query(self, q: str) -> tuple[Term, ...]:
        """The terms of a query in every language, without stop words and repetitions."""
        words = {fold(token.text): token.text for token in tokenise(q)}
        words.pop("", None)
        telling = {plain: word for plain, word in words.items() if plain not in STOPWORDS}
        return tuple(
            Term(plain, {language: self.forms(word, language) for language in LANGUAGES})
            for plain, word in list((telling or words).items())[:MAX_TERMS]
        )


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))


ANALYSER = Analyser()
