"""HTTP shapes of search: the answer with its hits and counts, and one whole document."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.http.paging import Page
from shared.money import Money
from shared.texts import Language

Kind = Literal["organisation", "competence", "listing", "equipment"]
SortBy = Literal["relevance", "price", "-price", "newest"]
Facet = Literal["kind", "stage", "role", "region", "language"]

Html = Annotated[
    str,
    Field(
        description="Safe HTML: the only tag is `<em>`, around what was found; "
        "everything else is escaped"
    ),
]


class Rating(BaseModel):
    """What clients said of a provider after completed orders."""

    average: str = Field(examples=["4.5"], description="1.0 to 5.0, half up")
    count: int = Field(ge=1)


class Provider(BaseModel):
    """The organisation that a document belongs to."""

    id: UUID
    name: str | None = Field(description="Null until the registry has told us of it")
    rating: Rating | None = None


class Hit(BaseModel):
    """A document that was found."""

    id: UUID
    kind: Kind
    title: str
    title_html: Html
    snippet: Html
    language: Language = Field(description="Of the title")
    organisation: Provider
    stage: str | None = Field(description="The first of its stages")
    role: str | None = Field(description="The first of its roles")
    region: str | None
    price: Money | None = Field(None, description="Of listings and equipment")
    price_unit: str | None = None
    published_at: datetime
    score: float = Field(description="Comparable within one answer only; 0 unless by relevance")


class SearchAnswer(Page[Hit]):
    """One page of what was found, and counts over all of it."""

    total: int = Field(description="How many documents match")
    matched: Literal["all_words", "all_words_nearly", "some_words"] = Field(
        description="How far the search went: every word is in each document, with slips of the "
        "keyboard forgiven only where a word is unknown; every word, with slips; or some word"
    )
    facets: dict[Facet, dict[str, int]] = Field(
        description="Counts per value, the most frequent first. A facet's counts ignore the "
        "filter on that facet and heed all others"
    )
    took_ms: int


class DocumentRead(BaseModel):
    """A whole document, in every language that it has."""

    model_config = ConfigDict(json_schema_extra={"description": "A whole document"})

    id: UUID
    version: int
    kind: Kind
    title: dict[Language, str]
    description: dict[Language, str]
    organisation: Provider
    stages: list[str]
    roles: list[str]
    region: str | None
    languages: list[str] = Field(description="In which it can be read or is served")
    category: str | None = Field(description="Of equipment")
    price: Money | None
    price_unit: str | None
    published_at: datetime
