"""What an engine holds of a document: the language layer applied to all its words."""

from collections.abc import Sequence
from datetime import UTC, datetime

from search.documents.orm import Document
from search.documents.regions import region_name
from search.documents.rules import LANGUAGES, words_in
from search.engines.port import Entry
from search.language.analysis import ANALYSER
from search.taxonomy.rules import Labels

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = 1e-6


def entry_of(
    document: Document, names: dict[str, str], organisation_region: str | None, labels: Labels
) -> Entry:
    """What the engine holds of a document.

    `names`: of its organisation, empty while that is unknown. A document without a
    region lies in that of its organisation.
    """
    region = document.region or organisation_region
    described = labels.of(document.stages, document.roles)
    words = {
        language: words_in(
            language,
            titles=document.titles,
            descriptions=document.descriptions,
            labels=described,
            others=[
                *([region_name(region, language)] if region else []),
                *([document.category.replace("_", " ")] if document.category else []),
            ],
        )
        for language in LANGUAGES
    }
    values: dict[str, Sequence[str]] = {
        "kind": [document.kind],
        "stage": document.stages,
        "role": document.roles,
        "region": [region] if region else [],
        "language": document.languages,
    }
    return Entry(
        id=str(document.id),
        values=values,
        titles={lang: ANALYSER.text(one.title, lang) for lang, one in words.items() if one.title},
        bodies={lang: ANALYSER.text(one.body, lang) for lang, one in words.items() if one.body},
        names=ANALYSER.names(dict.fromkeys(names.values())),
        price_cents=document.price_cents,
        published_us=round((document.published_at - _EPOCH).total_seconds() / _MICROSECOND),
    )
