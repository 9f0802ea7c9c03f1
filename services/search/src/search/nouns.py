"""The nouns of search, lowest floor first: each may import those above it in this list."""

from typing import Final

from search.documents.noun import NOUN as documents
from search.indexing.noun import NOUN as indexing
from search.reputation.noun import NOUN as reputation
from search.taxonomy.noun import NOUN as taxonomy
from shared.nouns import Nouns

NOUNS: Final = Nouns(
    reputation,
    documents,
    taxonomy,
    indexing,
)
