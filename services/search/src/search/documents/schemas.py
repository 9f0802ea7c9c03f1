"""HTTP shapes of search: the answer with its hits and counts, and one whole document."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AliasPath, BaseModel, ConfigDict, Field

from search.documents.rules import Kind
from shared.http.paging import Page
from shared.money import Cents, Money
from shared.texts import Language

SortBy = Literal["relevance", "price", "-price", "newest"]
Facet = Literal["kind", "stage", "role", "region", "language"]
Matched = Literal["all_words", "all_words_nearly", "some_words"]

Html = Annotated[
    str,
    Field(
        description="Safe HTML: the only tag is `<em>`, around what was found; "
        "everything else is escaped"
    ),
]


class ReputationOut(BaseModel):
    """What clients said of a provider after completed orders."""

    model_config = ConfigDict(from_attributes=True)

    average: str = Field(examples=["4.5"], description="1.0 to 5.0, half up")
    count: int = Field(ge=1)


class ProviderOut(BaseModel):
    """The organisation that a document belongs to."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str | None = Field(description="Null until the registry has told us of it")
    rating: ReputationOut | None = None


class HitOut(BaseModel):
    """A document that was found."""

    id: UUID
    kind: Kind
    title: str
    title_html: Html
    snippet: Html
    language: Language = Field(description="Of the title")
    organisation: ProviderOut
    stage: str | None = Field(description="The first of its stages")
    role: str | None = Field(description="The first of its roles")
    region: str | None
    price: Money | None = Field(None, description="Of listings and equipment")
    price_unit: str | None = None
    published_at: datetime
    score: float = Field(description="Comparable within one answer only; 0 unless by relevance")


class SearchOut(Page[HitOut]):
    """One page of what was found, and counts over all of it."""

    total: int = Field(description="How many documents match")
    matched: Matched = Field(
        description="How far the search went: every word is in each document, with slips of the "
        "keyboard forgiven only where a word is unknown; every word, with slips; or some word"
    )
    facets: dict[Facet, dict[str, int]] = Field(
        description="Counts per value, the most frequent first. A facet's counts ignore the "
        "filter on that facet and heed all others"
    )
    took_ms: int


def _of_row(name: str, **more: Any) -> Any:
    return Field(validation_alias=AliasPath("document", name), **more)


class DocumentOut(BaseModel):
    """A whole document, in every language that it has."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra={"description": "A whole document"}
    )

    id: UUID = _of_row("id")
    version: int = _of_row("version")
    kind: Kind = _of_row("kind")
    title: dict[Language, str] = _of_row("titles")
    description: dict[Language, str] = _of_row("descriptions")
    organisation: ProviderOut = Field(validation_alias="provider")
    stages: list[str] = _of_row("stages")
    roles: list[str] = _of_row("roles")
    region: str | None
    languages: list[str] = _of_row("languages", description="In which it can be read or is served")
    category: str | None = _of_row("category", description="Of equipment")
    price: Cents | None = _of_row("price_cents")
    price_unit: str | None = _of_row("price_unit")
    published_at: datetime = _of_row("published_at")
