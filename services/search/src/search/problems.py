"""How each refusal of the search service looks over HTTP."""

from search.errors import DocumentNotFound, PriceRangeEmpty
from shared.errors import DomainError

PROBLEMS: dict[type[DomainError], tuple[int, str]] = {
    DocumentNotFound: (404, "No such document"),
    PriceRangeEmpty: (422, "The price range is empty"),
}
