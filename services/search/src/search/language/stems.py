"""The stemmer of each language, as one function from word to stem.

Chosen by the gold set (`tests/unit/test_gold_set.py` measures the others too):
LatvianStemmer for Latvian, Snowball for English, Lithuanian and Estonian.
A dictionary (simplemma) found fewer of the Latvian forms, knows no word without
its diacritics, and costs some 250 MB of memory for Estonian alone; the few words
it does better are entries in `lexicon.py`.
"""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType

import LatvianStemmer
import Stemmer

Stem = Callable[[str], str]

LANGUAGES: tuple[str, ...] = ("lv", "en", "lt", "et")
"""The languages of the platform, in the order in which one falls back on another."""


class _Snowball:
    """A Snowball stemmer that any thread may call: each thread gets its own object."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._local = threading.local()

    def __call__(self, word: str) -> str:
        stemmer = getattr(self._local, "stemmer", None)
        if stemmer is None:
            stemmer = self._local.stemmer = Stemmer.Stemmer(self._algorithm)
        return str(stemmer.stemWord(word))


def latvian(word: str) -> str:
    """The stem of a Latvian noun or adjective; words of three letters stay as they are."""
    return str(LatvianStemmer.stem(word))


def unpalatalised(stem: str) -> str | None:
    """The other consonant that a Latvian stem in `š` or `ž` may go back to, if it is one.

    `kinolenšu` belongs to `kinolente` and `izrāžu` to `izrāde`. The stemmer undoes
    every softening but these, since `š` can also come from `s`, and `ž` from `z`
    or from nothing; so the word gets both forms.
    """
    hard = {"š": "t", "ž": "d"}.get(stem[-1:])
    return None if hard is None else stem[:-1] + hard


STEMMERS: Mapping[str, Stem] = MappingProxyType(
    {
        "lv": latvian,
        "en": _Snowball("english"),
        "lt": _Snowball("lithuanian"),
        "et": _Snowball("estonian"),
    }
)
