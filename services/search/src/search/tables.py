"""Every table of the search service, for migrations: importing this loads them all."""

from search.database import Base
from search.documents import orm as _documents
from search.indexing import orm as _indexing
from search.reputation import orm as _reputation
from search.taxonomy import orm as _taxonomy

metadata = Base.metadata

__all__ = ["metadata"]

_LOADED = (_documents, _indexing, _reputation, _taxonomy)
