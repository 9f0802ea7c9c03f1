"""Indexing: the engine's index, kept equal to the documents."""

from typing import Final

from search.indexing.orm import IndexState
from shared.nouns import Noun

NOUN: Final = Noun("indexing", tables=(IndexState,))
