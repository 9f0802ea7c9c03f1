"""How a hit looks: which language, and what is marked in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.documents.rules import LANGUAGES, in_language
from search.language.highlighting import Highlighter, Matcher, Snippet

_JOIN = " — "


@dataclass(frozen=True, slots=True)
class Shown:
    """The words of a hit; both HTML texts are escaped but for `<em>`."""

    language: str
    title: str
    title_html: str
    snippet_html: str


def show(
    *,
    titles: Mapping[str, str],
    descriptions: Mapping[str, str],
    matcher: Matcher,
    preferred: Sequence[str],
) -> Shown:
    """Words of a document for a query.

    The title is in the first preferred language that has one; without a preference
    in the language in which most of the terms are found. The snippet is cut from the
    description in the title's language, from another one's if only that holds a
    term, and else from the title and the beginning of the description.
    """
    texts = {
        language: [text for text in (titles.get(language), descriptions.get(language)) if text]
        for language in LANGUAGES
    }
    marker = Highlighter(matcher, texts)
    snippets = {
        language: marker.snippet(text, language)
        for language, text in descriptions.items()
        if language in LANGUAGES
    }
    wholes = {
        language: marker.whole(text, language)
        for language, text in titles.items()
        if language in LANGUAGES
    }
    order = tuple(preferred) or _most_found(wholes, snippets)
    language, title = in_language(titles, order)
    whole = wholes.get(language, Snippet("", 0))
    return Shown(language, title, whole.html, _snippet(language, order, whole, snippets))


def _most_found(wholes: Mapping[str, Snippet], snippets: Mapping[str, Snippet]) -> tuple[str, ...]:
    nothing = Snippet("", 0)
    return tuple(
        sorted(
            LANGUAGES,
            key=lambda language: (
                -max(wholes.get(language, nothing).terms, snippets.get(language, nothing).terms)
            ),
        )
    )


def _snippet(
    language: str, order: Sequence[str], title: Snippet, snippets: Mapping[str, Snippet]
) -> str:
    for candidate in (language, *order, *LANGUAGES):
        if candidate in snippets and snippets[candidate].terms:
            return snippets[candidate].html
    beginning = next(
        (snippets[one].html for one in (language, *order, *LANGUAGES) if one in snippets), ""
    )
    if title.terms:
        return _JOIN.join(part for part in (title.html, beginning) if part)
    return beginning
