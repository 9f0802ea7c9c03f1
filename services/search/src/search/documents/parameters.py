"""What can be asked of a search: its query parameters, read into a question for the engine."""

from typing import Annotated

from fastapi import Depends, Header, Query

from search.documents.errors import PriceRangeEmpty
from search.documents.rules import LANGUAGE_CODE, LANGUAGES, Kind
from search.documents.schemas import SortBy
from search.engines.port import MAX_DEPTH, Search, Sort
from search.language.analysis import ANALYSER
from shared.http.paging import Pages, Paging
from shared.http.problems import HttpProblem
from shared.texts import Code

MAX_QUERY = 200
MAX_VALUES = 20

_EUR = r"^(0|[1-9][0-9]{0,10})(\.[0-9]{1,2})?$"

Codes = Annotated[list[Code], Query(max_length=MAX_VALUES)]
Euro = Annotated[
    str | None,
    Query(
        pattern=_EUR,
        description="EUR, a decimal with at most two places; what has no price is left out",
        examples=["120.50"],
    ),
]


def _offset(paging: Paging) -> int:
    if paging.after is None:
        return 0
    match paging.after:
        case [int(offset)] if 0 <= offset < MAX_DEPTH:
            return offset
        case _:
            raise HttpProblem(400, "cursor_invalid", "The cursor is not one that this list gave")


async def _search(
    *,
    paging: Pages,
    q: Annotated[
        str,
        Query(
            max_length=MAX_QUERY,
            pattern=r"^[^\x00]*$",
            description="Words in any of the four languages, with or without diacritics; "
            "none: everything, newest first",
        ),
    ] = "",
    language: Annotated[
        str | None,
        Query(
            pattern=LANGUAGE_CODE,
            description="Only what can be read or is served in this language of ISO 639, with "
            "titles in it where it is one of the four. Words are looked for in every language all "
            "the same",
        ),
    ] = None,
    kind: Annotated[list[Kind], Query(max_length=MAX_VALUES, description="Any of these")] = [],  # noqa: B006
    stage: Codes = [],  # noqa: B006
    role: Codes = [],  # noqa: B006
    region: Codes = [],  # noqa: B006
    price_min: Euro = None,
    price_max: Euro = None,
    sort: SortBy = "relevance",
) -> Search:
    low, high = _cents(price_min), _cents(price_max)
    if low is not None and high is not None and low > high:
        raise PriceRangeEmpty("price_min is above price_max", pointer="query/price_min")
    values: dict[str, tuple[str, ...]] = {
        "kind": tuple(kind),
        "stage": tuple(stage),
        "role": tuple(role),
        "region": tuple(region),
        "language": (language,) if language else (),
    }
    return Search(
        terms=ANALYSER.query(q),
        filters={facet: one for facet, one in values.items() if one},
        price_min=low,
        price_max=high,
        sort=Sort(sort),
        offset=_offset(paging),
        limit=paging.limit,
    )


def _cents(amount: str | None) -> int | None:
    """EUR cents of a decimal that matched the pattern: exact, no float in between."""
    if amount is None:
        return None
    euros, _, fraction = amount.partition(".")
    return int(euros) * 100 + int(fraction.ljust(2, "0"))


def _preferred(
    language: Annotated[str | None, Query(pattern=LANGUAGE_CODE)] = None,
    accept_language: Annotated[str | None, Header(max_length=200)] = None,
) -> tuple[str, ...]:
    """In which languages to show titles: the one asked for, else those of Accept-Language."""
    if language in LANGUAGES:
        return (language,)
    weighed: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept_language or "").split(",")):
        name, _, parameter = part.strip().partition(";")
        primary = name.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if primary in LANGUAGES and weight > 0:
            weighed.append((-weight, place, primary))
    return tuple(dict.fromkeys(name for _, _, name in sorted(weighed)))


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


Asked = Annotated[Search, Depends(_search)]
Preferred = Annotated[tuple[str, ...], Depends(_preferred)]
