"""The gold set decides which stemmers the language layer has."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest
import simplemma
import Stemmer
from services.search.tests.unit.gold_set import DOCUMENTS, QUERIES, TYPOS, GoldQuery

from search.engines.embedded import EmbeddedEngine, EmbeddedWriter
from search.engines.port import Entry, Relaxation, Search
from search.language.analysis import ANALYSER, Analyser
from search.language.lexicon import LEXICON
from search.language.stems import LANGUAGES, STEMMERS, Stem, latvian
from search.language.tokens import fold, tokenise


def _same(word: str) -> str:
    return word


def _lemma(language: str) -> Stem:
    return lambda word: str(simplemma.lemmatize(word, lang=language))


def _found(analyser: Analyser, query: GoldQuery) -> set[str]:
    """The documents that hold each term of the query, by analysis alone."""
    terms = analyser.query(query.q)
    found = set()
    for document in DOCUMENTS:
        held = {
            form
            for text in (document.title, document.body)
            for token in tokenise(text)
            for form in analyser.forms(token.text, document.language)
        }
        names = set(analyser.names([document.organisation]).split())
        if all(
            held.intersection(term.in_language(document.language))
            or names.intersection(term.in_names)
            for term in terms
        ):
            found.add(document.key)
    return found


def _failures(analyser: Analyser, language_group: str = "") -> list[str]:
    return [
        query.q
        for query in QUERIES
        if query.group.startswith(language_group)
        and not (query.finds <= (found := _found(analyser, query)) and not query.but_not & found)
    ]


def _with(language: str, stem: Stem, lexicon: Mapping[str, Mapping[str, str]]) -> Analyser:
    return Analyser({**STEMMERS, language: stem}, lexicon)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.q)
def test_the_chosen_analysis_finds_what_the_gold_set_expects(query: GoldQuery) -> None:
    assert query.finds <= _found(ANALYSER, query)


@pytest.mark.parametrize(
    ("language", "group", "alternatives"),
    [
        ("lv", "Latvian", {"none": _same, "dictionary": _lemma("lv")}),
        ("en", "English", {"none": _same, "porter": Stemmer.Stemmer("porter").stemWord}),
        ("lt", "Lithuanian", {"none": _same, "dictionary": _lemma("lt")}),
        ("et", "Estonian", {"none": _same, "dictionary": _lemma("et")}),
    ],
)
def test_no_other_stemmer_fails_less_often_than_the_chosen_one(
    language: str, group: str, alternatives: dict[str, Stem]
) -> None:
    chosen = len(_failures(ANALYSER, group))
    for name, stem in alternatives.items():
        failures = _failures(_with(language, stem, LEXICON), group)
        assert len(failures) >= chosen, f"{name} misses only {failures}"


def test_a_dictionary_before_the_latvian_stemmer_finds_no_more() -> None:
    lemma = _lemma("lv")
    both = _with("lv", lambda word: latvian(lemma(word)), LEXICON)
    assert len(_failures(both, "Latvian")) >= len(_failures(ANALYSER, "Latvian"))


@pytest.mark.parametrize(
    ("language", "form"),
    sorted({(language, form) for language in LANGUAGES for form in LEXICON[language].values()}),
)
def test_every_entry_of_the_lexicon_is_needed_by_some_query(language: str, form: str) -> None:
    rest = {word: other for word, other in LEXICON[language].items() if other != form}
    without = Analyser(STEMMERS, {**LEXICON, language: rest})
    assert _failures(without)


def test_folding_before_stemming_alone_would_find_less_or_the_same() -> None:
    folded_first = Analyser(
        {
            language: (lambda word, stem=stem: stem(fold(word)))
            for language, stem in STEMMERS.items()
        }
    )
    assert len(_failures(folded_first)) >= len(_failures(ANALYSER))


async def test_the_embedded_engine_finds_the_gold_set_and_forgives_a_slip(tmp_path: Path) -> None:
    writer = EmbeddedWriter(tmp_path)
    entries = [
        Entry(
            id=document.key,
            values={"kind": ["listing"]},
            titles={document.language: ANALYSER.text(document.title, document.language)},
            bodies={document.language: ANALYSER.text(document.body, document.language)},
            names=ANALYSER.names([document.organisation]),
            price_cents=None,
            published_us=0,
        )
        for document in DOCUMENTS
    ]

    async def whole() -> AsyncIterator[Sequence[Entry]]:
        yield entries

    await writer.replace(whole())
    engine = EmbeddedEngine(tmp_path)
    missed = {}
    for query in (*QUERIES, *TYPOS):
        answer = await engine.search(Search(terms=ANALYSER.query(query.q), limit=50))
        found = {hit.id for hit in answer.hits}
        if not query.finds <= found or answer.relaxation is Relaxation.SOME_TERMS:
            missed[query.q] = found
    await writer.close()
    assert not missed
